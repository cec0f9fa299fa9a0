import { compartments } from '@wellspring/fhir';
import type { Operation } from '../operations/operation.js';
import { operations } from '../operations/operations.js';
import { storableTypes } from '../routing/storable-types.js';
import { parametersOfSystem } from './common-parameters.js';
import { resourceCapability } from './resource-capability.js';

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
    instantiates: ['http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data'],
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
        resource: storableTypes().map(resourceCapability),
        interaction: [{ code: 'search-system' }],
        searchParam: parametersOfSystem(),
        // FHIR has no empty arrays.
        ...(operations.length > 0 && { operation: operations.flatMap(listedOperations) }),
        compartment: compartments.map(compartmentDefinition),
      },
    ],
  };
}

/** An operation once for each of its definitions. */
function listedOperations({ name, definition, levels }: Operation) {
  const definitions = new Set(levels.map((level) => level.definition ?? definition));
  return [...definitions].map((each) => ({ name, definition: each }));
}

/** `RelatedPerson` is `http://hl7.org/fhir/CompartmentDefinition/relatedPerson`. */
function compartmentDefinition(name: string): string {
  return `http://hl7.org/fhir/CompartmentDefinition/${name[0]!.toLowerCase()}${name.slice(1)}`;
}
