import { parseResource, validateResource, type Issue, type JsonObject } from '@wellspring/fhir';
import { readBody } from '@wellspring/http';
import type { Exchange } from '../../interactions/exchange.js';
import type { QueryPair } from '../../request/query-pairs.js';
import { requireFhirJson } from '../../request/resource-body.js';
import type { FhirResponse } from '../../response/fhir-response.js';
import { refusalResponse } from '../../response/outcome-response.js';

/** A parameter that an operation takes. */
export interface ParameterDefinition {
  readonly name: string;
  /** What it holds: a primitive value (default), a whole resource, parts, or a value of this type. */
  readonly holds?: 'resource' | 'Meta' | 'Coding' | 'CodeableConcept' | 'parts';
  readonly repeats?: true;
}

/** What an operation was called with, checked against its definitions. */
export interface OperationParameters {
  /** The primitive values, in order, as an address has them: names with their values. */
  readonly pairs: readonly QueryPair[];
  /** The first value of a parameter. */
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  resource(name: string): JsonObject | undefined;
  meta(name: string): JsonObject | undefined;
  coding(name: string): JsonObject | undefined;
  concept(name: string): JsonObject | undefined;
  /** The parts of each parameter of a name. */
  parts(name: string): readonly (readonly GivenParameter[])[];
}

export type ParametersOutcome =
  | { readonly ok: true; readonly parameters: OperationParameters }
  | { readonly ok: false; readonly refusal: FhirResponse };

/** One value under its name, from the address or from a Parameters resource. */
export interface GivenParameter {
  readonly name: string;
  readonly text?: string;
  readonly resource?: JsonObject;
  readonly meta?: JsonObject;
  readonly coding?: JsonObject;
  readonly concept?: JsonObject;
  readonly parts?: readonly GivenParameter[];
}

/** Parameters of every request, which are read elsewhere. */
const general: ReadonlySet<string> = new Set(['_format', '_pretty']);

/**
 * Reads what an operation is called with: the address for GET, that and a Parameters resource for POST
 * (https://hl7.org/fhir/R4/operations.html#request). An unknown parameter is refused, since to leave it out
 * would answer another question.
 *
 * @throws WellspringError `unsupported-media-type`, `body-too-large`, `request-aborted`
 */
export async function readParameters(
  exchange: Exchange,
  definitions: readonly ParameterDefinition[],
): Promise<ParametersOutcome> {
  const given = await givenParameters(exchange);
  return given.ok ? checkParameters(given.parameters, definitions) : given;
}

/**
 * What an operation is called with, whatever it is: for operations that take search parameters.
 *
 * @throws WellspringError `unsupported-media-type`, `body-too-large`, `request-aborted`
 */
export async function givenParameters({ request, query, maxBodyBytes }: Exchange): Promise<GivenOutcome> {
  const body = request.method === 'POST' ? await readBody(request, maxBodyBytes) : Buffer.alloc(0);
  if (body.length === 0) return { ok: true, parameters: givenInQuery(query) };
  requireFhirJson(request);
  const given = givenInBody(body);
  return given.ok ? { ok: true, parameters: [...givenInQuery(query), ...given.parameters] } : given;
}

/** Checks names, kinds and repetitions. */
export function checkParameters(
  given: readonly GivenParameter[],
  definitions: readonly ParameterDefinition[],
): ParametersOutcome {
  const issues: Issue[] = [];
  const seen = new Set<string>();
  for (const parameter of given) {
    const definition = definitions.find(({ name }) => name === parameter.name);
    if (definition === undefined) issues.push(fault(parameter.name, 'this operation has no such parameter'));
    else if (seen.has(parameter.name) && definition.repeats !== true)
      issues.push(fault(parameter.name, 'it can be given once only'));
    else if (parameter[memberOf(definition)] === undefined)
      issues.push(fault(parameter.name, kindFault(definition)));
    seen.add(parameter.name);
  }
  if (issues.length > 0) return { ok: false, refusal: parameterRefusal(issues) };
  const named = (name: string) => given.filter((parameter) => parameter.name === name);
  const texts = (name: string) => named(name).flatMap(({ text }) => (text === undefined ? [] : [text]));
  return {
    ok: true,
    parameters: {
      pairs: given.flatMap(({ name, text }) => (text === undefined ? [] : [[name, text] as const])),
      text: (name) => texts(name)[0],
      texts,
      resource: (name) => named(name)[0]?.resource,
      meta: (name) => named(name)[0]?.meta,
      coding: (name) => named(name)[0]?.coding,
      concept: (name) => named(name)[0]?.concept,
      parts: (name) => named(name).flatMap(({ parts }) => (parts === undefined ? [] : [parts])),
    },
  };
}

/** What is wrong with a parameter, for {@link parameterRefusal}. */
export function fault(name: string, why: string): Issue {
  return { severity: 'error', code: 'invalid', diagnostics: `${name.slice(0, 64)}: ${why}` };
}

/** The answer where parameters cannot be used. */
export function parameterRefusal(issues: readonly Issue[]): FhirResponse {
  return refusalResponse('invalid-operation-parameter', issues);
}

function memberOf({ holds }: ParameterDefinition): Exclude<keyof GivenParameter, 'name'> {
  switch (holds) {
    case undefined:
      return 'text';
    case 'Meta':
      return 'meta';
    case 'Coding':
      return 'coding';
    case 'CodeableConcept':
      return 'concept';
    case 'resource':
    case 'parts':
      return holds;
    default:
      return holds satisfies never;
  }
}

function kindFault({ holds }: ParameterDefinition): string {
  switch (holds) {
    case 'resource':
      return 'it must hold a resource, in a Parameters resource';
    case 'Meta':
    case 'Coding':
    case 'CodeableConcept':
      return `it must hold a value${holds}, in a Parameters resource`;
    case 'parts':
      return 'it must have parts, in a Parameters resource';
    case undefined:
      return 'it must hold a single value';
    default:
      return holds satisfies never;
  }
}

/** The parameters of the address. */
export function givenInQuery(query: readonly QueryPair[]): readonly GivenParameter[] {
  return query.filter(([name]) => !general.has(name)).map(([name, text]) => ({ name, text }));
}

export type GivenOutcome =
  | { readonly ok: true; readonly parameters: readonly GivenParameter[] }
  | { readonly ok: false; readonly refusal: FhirResponse };

/** The parameters in a Parameters resource; what it holds besides is checked as any resource is. */
function givenInBody(body: Buffer): GivenOutcome {
  const parsed = parseResource(body);
  if (!parsed.ok) return { ok: false, refusal: refusalResponse('malformed-json', parsed.issues) };
  const { type, tree } = parsed.resource;
  if (type !== 'Parameters') {
    const issue = fault(type, 'the body of an operation is a Parameters resource');
    return { ok: false, refusal: parameterRefusal([issue]) };
  }
  const issues = validateResource(tree);
  if (issues.length > 0) return { ok: false, refusal: refusalResponse('invalid-resource', issues) };
  return { ok: true, parameters: parametersOf(tree) };
}

/** The members of a valid Parameters resource. */
export function parametersOf(tree: JsonObject): readonly GivenParameter[] {
  return ((tree['parameter'] ?? []) as readonly JsonObject[]).map(givenParameter);
}

function givenParameter(parameter: JsonObject): GivenParameter {
  const name = parameter['name'] as string;
  const resource = parameter['resource'] as JsonObject | undefined;
  if (resource !== undefined) return { name, resource };
  const member = Object.keys(parameter).find((key) => key.startsWith('value'));
  const value = member === undefined ? undefined : parameter[member];
  if (member === 'valueMeta') return { name, meta: value as JsonObject };
  if (member === 'valueCoding') return { name, coding: value as JsonObject };
  if (member === 'valueCodeableConcept') return { name, concept: value as JsonObject };
  const { part } = parameter;
  if (Array.isArray(part)) return { name, parts: (part as readonly JsonObject[]).map(givenParameter) };
  return value === undefined || typeof value === 'object' ? { name } : { name, text: String(value) };
}
