import type { Issue, JsonObject, JsonValue, TerminologyFault } from '@wellspring/fhir';
import type { FhirResponse } from '../../response/fhir-response.js';
import { refusalResponse } from '../../response/outcome-response.js';

/** Answers depend on resources that may change at any time: none is to be taken from a cache. */
const headers = { 'cache-control': 'no-cache' };

/** A resource as the answer of an operation. */
export function resourceAnswer(resource: JsonObject): FhirResponse {
  return { status: 200, headers, body: [Buffer.from(JSON.stringify(resource))] };
}

/** The parameters of an answer; those without a value are left out. */
export function parametersAnswer(parameters: readonly (JsonObject | undefined)[]): FhirResponse {
  const parameter = parameters.filter((each) => each !== undefined);
  // FHIR has no empty arrays.
  return resourceAnswer({ resourceType: 'Parameters', ...(parameter.length > 0 && { parameter }) });
}

/** One parameter of an answer; undefined without a value. */
export function answered(
  name: string,
  member: `value${string}`,
  value: JsonValue | undefined,
): JsonObject | undefined {
  return value === undefined ? undefined : { name, [member]: value };
}

/** What an operation was asked for is not here. */
export function notHere(diagnostics: string): FhirResponse {
  return refusalResponse('terminology-not-found', [issue('not-found', diagnostics)]);
}

/** What an operation was asked for is here, and the answer cannot be worked out. */
export function unanswerable({ code, fault }: TerminologyFault, subject = 'The question'): FhirResponse {
  const diagnostics = fault.startsWith('the value set') ? capital(fault) : `${subject} ${fault}`;
  return refusalResponse('terminology-unanswerable', [issue(code, diagnostics)]);
}

function issue(code: Issue['code'], diagnostics: string): Issue {
  return { severity: 'error', code, diagnostics };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
