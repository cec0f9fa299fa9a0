import type { ErrorCode } from '@wellspring/errors';
import {
  patchResource,
  storableResource,
  withoutMarks,
  type Issue,
  type ParsedResource,
  type Patch,
  type Verdict,
} from '@wellspring/fhir';
import type { Exchange } from '../interactions/exchange.js';
import { validationLevelOf } from './validation-level.js';

/** What validation has to say of a resource that is stored. */
export interface ValidationNotes {
  /** What was found, be it no fault. */
  readonly warnings: readonly Issue[];
  /** It is not valid, and marked with what is wrong. */
  readonly marked: boolean;
}

/** A resource to store, or why it is refused. */
export type CheckedOutcome =
  | ({ readonly ok: true; readonly resource: ParsedResource } & ValidationNotes)
  | { readonly ok: false; readonly code: ErrorCode; readonly issues: readonly Issue[] };

type Validating = Pick<Exchange, 'request' | 'store' | 'validationLevel'>;

/**
 * "400: resource could not be parsed or failed basic FHIR validation rules", "422: violated applicable FHIR profiles or
 * server business rules" (https://hl7.org/fhir/R4/http.html#create).
 */
const refusals = {
  specification: 'invalid-resource',
  profile: 'profile-not-met',
} as const satisfies Record<Exclude<Verdict['breaks'], 'nothing'>, ErrorCode>;

/** Validates a resource as strictly as its request, its data store or the operator has it. */
export async function checkedResource(exchange: Validating, parsed: ParsedResource): Promise<CheckedOutcome> {
  const resource = withoutMarks(parsed);
  const level = await validationLevelOf(exchange);
  const verdict = await exchange.store.validator.check(resource.tree, { level });
  const { issues, breaks } = verdict;
  const storable = storableResource(resource, verdict, level);
  if (storable !== undefined) return { ok: true, warnings: issues, ...storable };
  return { ok: false, code: breaks === 'nothing' ? 'invalid-resource' : refusals[breaks], issues };
}

/**
 * What a patch makes of a resource, validated.
 *
 * @throws WellspringError as `patchResource` does
 */
export async function patchedResource(
  exchange: Validating,
  patch: Patch,
  body: Buffer,
): Promise<CheckedOutcome> {
  const patched = patchResource(patch, body);
  if (!patched.ok) return patched;
  const checked = await checkedResource(exchange, patched.resource);
  return checked.ok ? checked : { ...checked, code: 'patch-invalid-result' };
}
