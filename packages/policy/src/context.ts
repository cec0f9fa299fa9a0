/** Who asks: what policies mean by a principal. */
export type Principal =
  | { readonly kind: 'user'; readonly arn: string; readonly account: string }
  /** `arn` is that of the session, `roleArn` that of the role it was made from. */
  | { readonly kind: 'session'; readonly arn: string; readonly roleArn: string; readonly account: string }
  | { readonly kind: 'root'; readonly arn: string; readonly account: string }
  | { readonly kind: 'service'; readonly service: string }
  /**
   * Who came with an access token of an authorization server. No policy names it, none is its own: what it may do,
   * the scopes of the token say.
   */
  | {
      readonly kind: 'web-identity';
      /** The issuer: `https://idp.example.org`. */
      readonly provider: string;
      readonly clientId: string;
      readonly subject: string;
    }
  | { readonly kind: 'anonymous' };

/** Values of condition keys. Several: the key is one of those that have sets (`aws:TagKeys`). */
export type ContextValue = string | readonly string[];

/** One call, as policies see it. */
export interface AccessRequest {
  readonly principal: Principal;
  /** `healthlake:ReadResource`. */
  readonly action: string;
  /** The ARN of what it is done to; `*` where the action is on no resource. */
  readonly resource: string;
  /** By condition key (`aws:SourceIp`, `aws:ResourceTag/team`); names are compared without regard to case. */
  readonly context: Readonly<Record<string, ContextValue | undefined>>;
}

/** Finds values of condition keys. */
export interface ContextKeys {
  /** Undefined where the request has none. */
  values(key: string): readonly string[] | undefined;
}

/**
 * The part of a key that is compared without regard to case is all of it; so it is kept. The context is looked at when
 * a policy asks for a key: most have no conditions.
 */
export function contextKeys(request: Pick<AccessRequest, 'context'>): ContextKeys {
  let byName: ReadonlyMap<string, readonly string[]> | undefined;
  return { values: (key) => (byName ??= valuesByName(request.context)).get(key.toLowerCase()) };
}

function valuesByName(context: AccessRequest['context']): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(context)) {
    if (value === undefined) continue;
    byName.set(name.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  return byName;
}
