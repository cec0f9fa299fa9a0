export type { Issue } from './issue.js';
export type { JsonObject, JsonValue } from './json/json-value.js';
export type { ParsedResource } from './json/parsed-resource.js';
export type {
  CompositeCriterion,
  Criterion,
  DateCriterion,
  EdgeComparison,
  IdCriterion,
  LastUpdatedCriterion,
  NumberCriterion,
  QuantityCriterion,
  RangeComparison,
  ReferenceCriterion,
  SimpleCriterion,
  StringCriterion,
  TokenCriterion,
  UriCriterion,
} from './search/criterion.js';
export type {
  CompositeValue,
  DateValue,
  IndexValue,
  NumberValue,
  QuantityValue,
  ReferenceValue,
  SimpleIndexValue,
  StringValue,
  TokenValue,
  UriValue,
} from './search/index-value.js';
export type {
  SearchParameter,
  SearchParameterComponent,
  SearchParameterType,
} from './search/search-parameter.js';
export type { Include } from './search/include.js';
export type { Condition, SearchOrder, SearchQuery } from './search/search-query.js';
export { isResourceId } from './definitions/resource-id.js';
export { isResourceType, resourceTypes } from './definitions/r4.js';
export { parseResource, type ParseLimits, type ParseOutcome } from './json/parse-resource.js';
export { spliceVersion } from './json/splice-version.js';
export { operationOutcome } from './operation-outcome.js';
export { validateResource } from './validation/validate-resource.js';
export { extractIndexValues } from './search/extraction/extract-index-values.js';
export { requestedInterval, type DateInterval } from './search/date-interval.js';
export { normaliseString } from './search/normalise-string.js';
export { parseSearch, type SearchOutcome } from './search/parsing/parse-search.js';
export type { SearchOptions } from './search/parsing/search-options.js';
export { parseSubset, type SubsetOutcome } from './search/parsing/subset-parameters.js';
export { maxLookUps } from './search/parsing/look-ups.js';
export {
  canReferTo,
  referenceParameters,
  referringParameters,
  type ReferringParameter,
} from './search/reference-parameters.js';
export { escapeValue } from './search/parsing/escape.js';
export { patientCompartment } from './search/patient-compartment.js';
export { searchParameters } from './search/search-parameters.js';
export {
  compartmentItself,
  compartmentParameters,
  compartments,
  compartmentTypes,
  isCompartment,
  type Compartment,
} from './compartment/compartments.js';
export { unknownElements } from './subset/element-names.js';
export { isSummaryMode, summaryModes, type Subset, type SummaryMode } from './subset/subset.js';
export { subsetResource } from './subset/subset-resource.js';
