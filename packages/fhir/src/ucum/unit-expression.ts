/** One part of a unit expression: a power of a unit symbol, or of a plain number. */
export interface UnitFactor {
  /** A unit with its prefix, as it is written (`mm[Hg]`), or digits (`100`). */
  readonly symbol: string;
  readonly number: boolean;
  readonly exponent: number;
}

/** Longest expression that is read. Real ones have some 20 characters, most of them annotation. */
export const maxUnitLength = 256;

/** A unit symbol ends at an operator, but not within its brackets: `B[10.nV]`. */
const symbol = /(?:\[[!-Z\\^-z|~]*\]|[!-'*+,\-0-Z\\^-z|~])+/y;
const annotation = /\{[!-z|~]*\}/y;
const digits = /^\d+$/;
/** `10*` and `10^` are units of their own: `10*3` is the third power of ten. */
const power = /^(10[*^]|[^\d+-].*?)([+-]?\d{1,3})?$/;

/**
 * Takes a unit expression apart by the grammar of UCUM (https://ucum.org/ucum, section 2): terms are
 * evaluated from left to right, so `mL/min/m2` has two divisors and in `m/s.kg` kg is a factor. Only
 * the form is looked at, not whether there are such units. Annotations (`{RBC}`) mean nothing.
 *
 * @returns the factors, none for `{score}`; undefined where it is not an expression
 */
export function unitExpression(code: string): readonly UnitFactor[] | undefined {
  if (code.length === 0 || code.length > maxUnitLength) return undefined;
  const factors: UnitFactor[] = [];
  let at = 0;

  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const text = pattern.exec(code)?.[0];
    if (text !== undefined) at += text.length;
    return text;
  };

  /** The sign of the exponents within: parentheses may stand behind a division. */
  const component = (sign: 1 | -1): boolean => {
    if (code[at] === '(') {
      at++;
      if (!term(sign, false) || code[at] !== ')') return false;
      at++;
      match(annotation);
      return true;
    }
    const text = match(symbol);
    const annotated = match(annotation) !== undefined;
    if (text === undefined) return annotated;
    if (digits.test(text)) {
      factors.push({ symbol: text, number: true, exponent: sign });
      return true;
    }
    const [, unit, exponentText] = power.exec(text) ?? [];
    if (unit === undefined) return false;
    const exponent = Number(exponentText ?? 1);
    factors.push({ symbol: unit, number: false, exponent: sign * exponent });
    return true;
  };

  const term = (outer: 1 | -1, leadingSlash: boolean): boolean => {
    let sign = outer;
    if (leadingSlash && code[at] === '/') {
      at++;
      sign = outer === 1 ? -1 : 1;
    }
    for (;;) {
      if (!component(sign)) return false;
      const operator = code[at];
      if (operator !== '.' && operator !== '/') return true;
      at++;
      sign = operator === '.' ? outer : outer === 1 ? -1 : 1;
    }
  };

  return term(1, true) && at === code.length ? factors : undefined;
}
