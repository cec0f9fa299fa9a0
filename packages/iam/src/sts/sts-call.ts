import type { Caller } from '@wellspring/access';
import type { Asker, Verdicts } from '../authorizer/verdicts.js';
import type { IdentityDirectory } from '../identity-directory.js';
import type { QueryForm } from '../query-protocol/query-form.js';
import type { Shape } from '../query-protocol/xml-answer.js';
import type { SessionTokens } from './session-token.js';

/** What STS is made from. */
export interface StsOptions {
  readonly directory: IdentityDirectory;
  readonly tokens: SessionTokens;
  readonly rootKeyId: string;
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** One request to STS, its sender known. */
export interface StsCall {
  readonly form: QueryForm;
  readonly asker: Asker;
  readonly caller: Caller;
  readonly verdicts: Verdicts;
  readonly options: StsOptions;
}

/** Carries out one action; the answer's members by their names. */
export type StsOperation = (call: StsCall) => Promise<Shape>;
