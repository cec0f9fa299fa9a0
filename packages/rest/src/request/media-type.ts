import { remembered } from '@wellspring/http';

/** A media type with its parameters, names in lower case. */
export interface MediaType {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** The names under which FHIR R4 JSON travels (https://hl7.org/fhir/R4/http.html#mime-type). */
export const jsonNames: ReadonlySet<string> = new Set([
  'application/fhir+json',
  'application/json',
  'text/json',
]);

/** Reads one media type: `application/fhir+json; fhirVersion=4.0; charset="utf-8"`. */
export const parseMediaType: (text: string) => MediaType = (() => {
  const read = remembered(readMediaType);
  return (text) => read(text)!;
})();

function readMediaType(text: string): MediaType {
  const [name = '', ...parameters] = text.split(';');
  return {
    name: name.trim().toLowerCase(),
    parameters: new Map(
      parameters.map((parameter) => {
        const [key = '', value = ''] = parameter.split('=', 2);
        return [key.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')];
      }),
    ),
  };
}

/** Whether it is FHIR JSON as this server speaks it: no other FHIR version, no other character set. */
export function isFhirJson({ name, parameters }: MediaType): boolean {
  const charset = parameters.get('charset')?.toLowerCase() ?? 'utf-8';
  const version = parameters.get('fhirversion') ?? '4.0';
  return jsonNames.has(name) && ['utf-8', 'utf8'].includes(charset) && /^4\.0(\.\d+)?$/.test(version);
}
