import type { JsonObject } from '@wellspring/fhir';
import type { PackageRecord } from '@wellspring/store';

/** A package as a parameter of an answer. */
export function packageParameter(record: PackageRecord): JsonObject {
  const { name, version, title, canonical, added, resources, missing } = record;
  return {
    name: 'package',
    part: [
      { name: 'name', valueString: name },
      { name: 'version', valueString: version },
      ...(title === undefined ? [] : [{ name: 'title', valueString: title }]),
      ...(canonical === undefined ? [] : [{ name: 'canonical', valueUri: canonical }]),
      { name: 'added', valueInstant: added.toISOString() },
      ...Object.entries(resources).map(([type, count]) => ({
        name: 'resources',
        part: [
          { name: 'type', valueCode: type },
          { name: 'count', valueInteger: count },
        ],
      })),
      ...missing.map((each) => ({ name: 'missing', valueString: each })),
    ],
  };
}

/** The Parameters of an answer. */
export function parametersBody(parameter: readonly JsonObject[]): readonly Buffer[] {
  const tree = { resourceType: 'Parameters', ...(parameter.length > 0 && { parameter }) };
  return [Buffer.from(JSON.stringify(tree))];
}
