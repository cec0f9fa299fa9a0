/** Keeps what tokens were opened to. */
export interface TokenCache<Value> {
  /** Undefined where the token cannot be opened. */
  get(token: string): Value | undefined;
}

/**
 * @param most entries; the one not used for longest goes first. Only tokens that could be opened are kept, so that
 * invented ones push nothing out.
 */
export function createTokenCache<Value>(
  most: number,
  open: (token: string) => Value | undefined,
): TokenCache<Value> {
  const known = new Map<string, Value>();
  return {
    get(token) {
      const value = known.get(token) ?? open(token);
      if (value === undefined) return undefined;
      known.delete(token);
      known.set(token, value);
      if (known.size > most) known.delete(known.keys().next().value!);
      return value;
    },
  };
}
