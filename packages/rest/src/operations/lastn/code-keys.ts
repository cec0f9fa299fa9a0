import type { JsonObject } from '@wellspring/fhir';

/**
 * What a code is known by: each coding by system and code, and where there is none the text as it stands. Codes that
 * share one of these are equivalent (https://hl7.org/fhir/R4/observation-operation-lastn.html).
 */
export function codeKeys(observation: JsonObject): readonly string[] {
  const { coding = [], text } = (observation['code'] ?? {}) as {
    readonly coding?: readonly { readonly system?: string; readonly code?: string }[];
    readonly text?: string;
  };
  const codes = coding.filter(({ code }) => code !== undefined);
  return codes.length > 0
    ? codes.map(({ system = '', code }) => JSON.stringify([system, code]))
    : [JSON.stringify(text ?? '')];
}
