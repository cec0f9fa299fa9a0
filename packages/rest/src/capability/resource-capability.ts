import { referenceParameters, referringParameters, type SearchParameters } from '@wellspring/fhir';
import { isStorableType } from '../routing/storable-types.js';
import { allowsInteraction, interactionsOf } from '../routing/type-interactions.js';
import { parametersOfType } from './common-parameters.js';
import { operationsOfType } from './listed-operations.js';

/** `CapabilityStatement.rest.resource` of one type. */
export function resourceCapability(type: string, parameters: SearchParameters) {
  return {
    type,
    profile: `http://hl7.org/fhir/StructureDefinition/${type}`,
    interaction: interactionsOf(type).map((code) => ({ code })),
    versioning: 'versioned-update',
    readHistory: true,
    updateCreate: allowsInteraction(type, 'update'),
    conditionalCreate: true,
    conditionalRead: 'full-support',
    conditionalUpdate: allowsInteraction(type, 'update'),
    conditionalDelete: allowsInteraction(type, 'delete') ? 'multiple' : 'not-supported',
    referencePolicy: ['literal'],
    searchInclude: searchIncludes(type, parameters),
    searchRevInclude: searchRevIncludes(type, parameters),
    searchParam: parametersOfType(type, parameters),
    operation: operationsOfType(type),
  };
}

/** FHIR has no empty arrays; undefined is not written. */
function searchIncludes(type: string, parameters: SearchParameters): readonly string[] | undefined {
  const names = referenceParameters(type, parameters).map(({ name }) => `${type}:${name}`);
  return names.length > 0 ? ['*', `${type}:*`, ...names] : undefined;
}

function searchRevIncludes(type: string, parameters: SearchParameters): readonly string[] | undefined {
  const bySource = new Map<string, string[]>();
  for (const { source, name } of referringParameters(type, parameters)) {
    if (!isStorableType(source)) continue;
    const names = bySource.get(source) ?? [`${source}:*`];
    bySource.set(source, [...names, `${source}:${name}`]);
  }
  return bySource.size > 0 ? ['*', ...[...bySource.values()].flat()] : undefined;
}
