import { compartments, type SearchParameters } from '@wellspring/fhir';
import { storableTypes } from '../routing/storable-types.js';
import { parametersOfSystem } from './common-parameters.js';
import { operationsOfSystem } from './listed-operations.js';
import { resourceCapability } from './resource-capability.js';

/** Makes the CapabilityStatement of a data store from its base URL and its search parameters. */
export type CapabilityStatement = (base: string, parameters: SearchParameters) => Buffer;

/** Statements that are kept: those of data stores without parameters of their own are one. */
const KEPT = 8;

/**
 * What this server does, from the same tables it works by
 * (https://hl7.org/fhir/R4/capabilitystatement.html). All but the base URL is written once: the
 * search parameters of all types make half a megabyte. A set of search parameters never changes.
 *
 * @param since when the software began to run, as the date of the statement
 */
export function createCapabilityStatement(version: string, since: Date): CapabilityStatement {
  const before = JSON.stringify(head(version, since)).slice(0, -1);
  const known = new Map<SearchParameters, string>();
  return (base, parameters) => {
    let after = known.get(parameters);
    if (after === undefined) {
      after = JSON.stringify(rest(parameters)).slice(1);
      const [oldest] = known.keys();
      if (known.size >= KEPT && oldest !== undefined) known.delete(oldest);
      known.set(parameters, after);
    }
    const implementation = { description: 'A Wellspring data store', url: base };
    return Buffer.from(`${before},"implementation":${JSON.stringify(implementation)},${after}`);
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
    patchFormat: ['application/fhir+json', 'application/json-patch+json'],
  };
}

function rest(parameters: SearchParameters) {
  return {
    rest: [
      {
        mode: 'server',
        security: {
          cors: false,
          description:
            'Every request is signed with AWS Signature Version 4, service name "healthlake", or, where the data store takes ' +
            'them, comes with an access token of SMART on FHIR (.well-known/smart-configuration).',
        },
        resource: storableTypes().map((type) => resourceCapability(type, parameters)),
        interaction: ['transaction', 'batch', 'history-system', 'search-system'].map((code) => ({ code })),
        searchParam: parametersOfSystem(),
        operation: operationsOfSystem(),
        compartment: compartments.map(compartmentDefinition),
      },
    ],
  };
}

/** `RelatedPerson` is `http://hl7.org/fhir/CompartmentDefinition/relatedPerson`. */
function compartmentDefinition(name: string): string {
  return `http://hl7.org/fhir/CompartmentDefinition/${name[0]!.toLowerCase()}${name.slice(1)}`;
}
