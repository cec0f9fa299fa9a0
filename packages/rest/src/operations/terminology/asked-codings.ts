import type { AskedCoding, JsonObject } from '@wellspring/fhir';
import type { OperationParameters, ParameterDefinition } from '../parameters/operation-parameters.js';

/** The parameters by which operations are given a code, in one of three ways. */
export const codeParameters: readonly ParameterDefinition[] = [
  { name: 'code' },
  { name: 'system' },
  { name: 'version' },
  { name: 'display' },
  { name: 'coding', holds: 'Coding' },
  { name: 'codeableConcept', holds: 'CodeableConcept' },
];

/** Codings of one concept that are looked at. */
const mostCodings = 100;

/**
 * The codings that an operation was given. R4 has the three ways exclude one another ("one (and only one) of the in
 * parameters").
 *
 * @param versionName the parameter with the version of the code system
 * @returns why it was given none, or too many
 */
export function askedCodings(
  parameters: OperationParameters,
  versionName = 'version',
): readonly AskedCoding[] | string {
  const code = parameters.text('code');
  const coding = parameters.coding('coding');
  const concept = parameters.concept('codeableConcept');
  const given = [code, coding, concept].filter((each) => each !== undefined);
  if (given.length !== 1) return 'one of code, coding and codeableConcept is needed, and only one';
  if (coding !== undefined) return [askedCoding(coding)];
  if (concept !== undefined) {
    const codings = (concept['coding'] ?? []) as readonly JsonObject[];
    if (codings.length > mostCodings) return `a concept may have ${mostCodings} codings`;
    return codings.map(askedCoding);
  }
  return [
    optional({
      system: parameters.text('system'),
      version: parameters.text(versionName),
      code,
      display: parameters.text('display'),
    }),
  ];
}

/** A Coding of a valid resource. */
export function askedCoding({ system, version, code, display }: JsonObject): AskedCoding {
  return optional({ system, version, code, display } as Readonly<Record<string, string | undefined>>);
}

function optional({
  system,
  version,
  code,
  display,
}: Readonly<Record<string, string | undefined>>): AskedCoding {
  return {
    ...(system !== undefined && { system }),
    ...(version !== undefined && { version }),
    ...(code !== undefined && { code }),
    ...(display !== undefined && { display }),
  };
}
