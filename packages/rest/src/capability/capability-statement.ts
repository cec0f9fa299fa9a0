import { referenceParameters, referringParameters, searchParameters } from '@wellspring/fhir';
import { isStorableType, storableTypes } from '../routing/storable-types.js';

const interactions = ['read', 'vread', 'update', 'delete', 'history-instance', 'create', 'search-type'];

/** Makes the CapabilityStatement of a data store from its base URL. */
export type CapabilityStatement = (base: string) => Buffer;

/**
 * What this server does, from the same tables it works by
 * (https://hl7.org/fhir/R4/capabilitystatement.html). All but the base URL is written once: the
 * search parameters of all types make half a megabyte.
 *
 * @param since when the software began to run, as the date of the statement
 */
export function createCapabilityStatement(version: string, since: Date): CapabilityStatement {
  let parts: readonly [before: string, after: string] | undefined;
  return (base) => {
    parts ??= [JSON.stringify(head(version, since)).slice(0, -1), JSON.stringify(rest()).slice(1)];
    const implementation = { description: 'A Wellspring data store', url: base };
    return Buffer.from(`${parts[0]},"implementation":${JSON.stringify(implementation)},${parts[1]}`);
  };
}

function head(version: string, since: Date) {
  return {
    resourceType: 'CapabilityStatement',
    id: 'wellspring',
    name: 'Wellspring',
    title: 'Wellspring FHIR R4 data store',
    status: 'active',
    date: since.toISOString(),
    kind: 'instance',
    software: { name: 'Wellspring', version },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
  };
}

function rest() {
  return {
    rest: [
      {
        mode: 'server',
        security: {
          cors: false,
          description: 'Every request is signed with AWS Signature Version 4, service name "healthlake".',
        },
        resource: storableTypes().map(resource),
      },
    ],
  };
}

function resource(type: string) {
  return {
    type,
    profile: `http://hl7.org/fhir/StructureDefinition/${type}`,
    interaction: interactions.map((code) => ({ code })),
    versioning: 'versioned-update',
    readHistory: true,
    updateCreate: true,
    conditionalCreate: false,
    conditionalRead: 'full-support',
    conditionalUpdate: false,
    conditionalDelete: 'not-supported',
    referencePolicy: ['literal'],
    searchInclude: searchIncludes(type),
    searchRevInclude: searchRevIncludes(type),
    searchParam: Array.from(searchParameters(type).values())
      // Special parameters (Location.near) have no search behind them.
      .filter((parameter) => parameter.type !== 'special')
      .map(({ name, url, type, description }) => ({
        name,
        definition: url,
        type,
        ...(description !== undefined && { documentation: description }),
      })),
  };
}

/** FHIR has no empty arrays; undefined is not written. */
function searchIncludes(type: string): readonly string[] | undefined {
  const names = referenceParameters(type).map(({ name }) => `${type}:${name}`);
  return names.length > 0 ? ['*', `${type}:*`, ...names] : undefined;
}

function searchRevIncludes(type: string): readonly string[] | undefined {
  const names = referringParameters(type)
    .filter(({ source }) => isStorableType(source))
    .map(({ source, name }) => `${source}:${name}`);
  return names.length > 0 ? names : undefined;
}
