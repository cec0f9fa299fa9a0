import { parseResource, type Issue, type JsonObject } from '@wellspring/fhir';
import { readBody } from '@wellspring/http';
import type { Exchange } from '../../interactions/exchange.js';
import { requireFhirJson } from '../../request/resource-body.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import {
  checkParameters,
  fault,
  givenInQuery,
  parameterRefusal,
  type GivenParameter,
} from '../parameters/operation-parameters.js';

const modes = ['create', 'update', 'delete', 'profile'] as const;

/** https://hl7.org/fhir/R4/valueset-resource-validation-mode.html */
export type ValidationMode = (typeof modes)[number];

/** What is to be validated, and for what. */
export interface ValidateRequest {
  readonly mode: ValidationMode | undefined;
  /** Profiles that it is to meet beside those that it claims and those of the data store. */
  readonly profiles: readonly string[];
  /** The resource that was sent, or what keeps it from being read; absent: none was sent. */
  readonly content:
    | { readonly ok: true; readonly tree: JsonObject }
    | { readonly ok: false; readonly issues: readonly Issue[] }
    | undefined;
}

/** The most profiles that one request may name. */
const MOST_PROFILES = 20;

export type ValidateRequestOutcome =
  | { readonly ok: true; readonly request: ValidateRequest }
  | { readonly ok: false; readonly refusal: FhirResponse };

const definitions = [
  { name: 'resource', holds: 'resource' },
  { name: 'mode' },
  { name: 'profile', repeats: true },
] as const;

/**
 * Reads what is to be validated: a Parameters resource with it, or the resource itself with parameters in the
 * address. Whatever is wrong with it is a result of the validation, not a refusal.
 *
 * @throws WellspringError `unsupported-media-type`, `body-too-large`, `request-aborted`
 */
export async function validateRequest(exchange: Exchange): Promise<ValidateRequestOutcome> {
  const { request, query, maxBodyBytes } = exchange;
  const body = request.method === 'POST' ? await readBody(request, maxBodyBytes) : Buffer.alloc(0);
  if (body.length > 0) requireFhirJson(request);
  const parsed = body.length > 0 ? parseResource(body) : undefined;
  const inQuery = givenInQuery(query);
  const isParameters = parsed?.ok === true && parsed.resource.type === 'Parameters';
  const inBody = isParameters ? looseParameters(parsed.resource.tree) : [];
  if (inBody === undefined) {
    const issue = fault(
      'Parameters',
      'each parameter must be an object with a name and a value or a resource',
    );
    return { ok: false, refusal: parameterRefusal([issue]) };
  }
  const checked = checkParameters([...inQuery, ...inBody], definitions);
  if (!checked.ok) return checked;
  const { parameters } = checked;
  const mode = parameters.text('mode');
  if (mode !== undefined && !isMode(mode)) {
    const issue = fault('mode', `it must be one of ${modes.join(', ')}`);
    return { ok: false, refusal: parameterRefusal([issue]) };
  }
  const profiles = parameters.texts('profile');
  if (profiles.length > MOST_PROFILES)
    return {
      ok: false,
      refusal: parameterRefusal([fault('profile', `there can be ${MOST_PROFILES} of them`)]),
    };
  const resource = isParameters ? parameters.resource('resource') : undefined;
  const content = isParameters
    ? resource && ({ ok: true, tree: resource } as const)
    : parsed?.ok === true
      ? ({ ok: true, tree: parsed.resource.tree } as const)
      : parsed;
  return { ok: true, request: { mode, profiles, content } };
}

function isMode(mode: string): mode is ValidationMode {
  return modes.some((each) => each === mode);
}

/** Parameters around a resource that may be anything; undefined where they are none themselves. */
function looseParameters(tree: JsonObject): readonly GivenParameter[] | undefined {
  const list = tree['parameter'] ?? [];
  if (!Array.isArray(list)) return undefined;
  const given: GivenParameter[] = [];
  for (const item of list as readonly unknown[]) {
    if (typeof item !== 'object' || item === null) return undefined;
    const { name, resource, ...values } = item as JsonObject;
    if (typeof name !== 'string') return undefined;
    const value = Object.entries(values).find(([key]) => key.startsWith('value'))?.[1];
    if (typeof resource === 'object' && resource !== null && !Array.isArray(resource))
      given.push({ name, resource: resource as JsonObject });
    else if (typeof value === 'string') given.push({ name, text: value });
    else return undefined;
  }
  return given;
}
