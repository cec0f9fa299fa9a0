export type { Issue } from './issue.js';
export type { JsonObject, JsonValue } from './json/json-value.js';
export type { ParsedResource } from './json/parsed-resource.js';
export type {
  CanonicalVersionCriterion,
  CompositeCriterion,
  CreatedAtCriterion,
  Criterion,
  DateCriterion,
  EdgeComparison,
  IdCriterion,
  IdentifierCriterion,
  LastUpdatedCriterion,
  NearCriterion,
  NumberCriterion,
  QuantityCriterion,
  RangeComparison,
  ReferenceCriterion,
  SimpleCriterion,
  StringCriterion,
  TerminologyCriterion,
  TextCriterion,
  TokenCriterion,
  UriCriterion,
  WordsCriterion,
} from './search/criterion.js';
export type {
  CompositeValue,
  DateValue,
  IdentifierTypeValue,
  IndexValue,
  NearValue,
  NumberValue,
  PresentValue,
  QuantityValue,
  ReferenceIdentifierValue,
  ReferenceValue,
  SimpleIndexValue,
  StringValue,
  TextValue,
  TokenValue,
  UriValue,
} from './search/index-value.js';
export type {
  SearchParameter,
  SearchParameterComponent,
  SearchParameterType,
} from './search/search-parameter.js';
export type { Include } from './search/include.js';
export type {
  AllCondition,
  AnyCondition,
  ChainCondition,
  Condition,
  EitherCondition,
  HierarchyCondition,
  MissingCondition,
  ParameterCondition,
  ReverseChainCondition,
  SearchQuery,
  SortKey,
  TypeCondition,
  TypeSearch,
} from './search/search-query.js';
export { isResourceId } from './definitions/resource-id.js';
export { isResourceType, resourceTypes } from './definitions/r4.js';
export type { ParseLimits } from './json/parse-document.js';
export { parseDocument, type DocumentOutcome } from './json/parse-document.js';
export { parseResource, type ParseOutcome } from './json/parse-resource.js';
export { readBundle, type BundleOutcome, type ReadBundle, type ReadEntry } from './bundle/read-bundle.js';
export { rewriteLinks, type LinkType, type LinkTarget } from './links/rewrite-links.js';
export { replaceMeta } from './json/replace-meta.js';
export { spliceVersion, versionMembers, writeSpliced } from './json/splice-version.js';
export { diffResources } from './diff/diff-resources.js';
export { exactJsonText, readExactJson } from './json/exact-json.js';
export { applyPatch } from './patch/apply-patch.js';
export type { Patch } from './patch/patch.js';
export { patchResource, type PatchOutcome } from './patch/patch-resource.js';
export { jsonPatchType, readPatch } from './patch/read-patch.js';
export { operationOutcome } from './operation-outcome.js';
export type { AskedCoding, CodeQuestion, Findings } from './validation/findings.js';
export { issueDetails, issueDetailSystem, type IssueDetail } from './validation/issue-detail.js';
export { issueDetailsTable } from './validation/issue-details-table.js';
export { validationLevels, type ValidationLevel } from './validation/validation-level.js';
export { validateBase } from './validation/validate-base.js';
export { validateResource } from './validation/validate-resource.js';
export { compileInvariant, type Invariant, type InvariantDefinition } from './invariants/invariant.js';
export { ElementNode } from './fhirpath/evaluation/element-node.js';
export type { EvaluationContext } from './fhirpath/evaluation/environment.js';
export { extractIndexValues, extractOwnValues } from './search/extraction/extract-index-values.js';
export { referenceTargets } from './search/extraction/reference-targets.js';
export { requestedInterval, type DateInterval } from './search/date-interval.js';
export { boundedWord, extractWords, type ResourceWords } from './search/words/extract-words.js';
export { indexedText, maxIndexedText } from './search/indexed-text.js';
export { matchesSearch } from './search/matching/matches-search.js';
export type { MatchedResource, ResourceGraph } from './search/matching/matched-resource.js';
export { isUriBelow, urisAbove } from './search/matching/uri-hierarchy.js';
export {
  compareSortValues,
  sortValueOf,
  type SortedResource,
  type SortValue,
} from './search/ordering/sort-value.js';
export { typeInUrl } from './fhirpath/reference-type.js';
export { versionSeparators } from './search/canonical-version.js';
export type { HierarchyLink } from './search/reference-hierarchy.js';
export { mimeTypeText, takesMimeTypes } from './search/mime-type.js';
export { hasNoneInside } from './search/inside/has-none-inside.js';
export {
  maxInsideLinks,
  maxNegatedCodes,
  resourcesInside,
  type InsideResource,
} from './search/inside/resources-inside.js';
export { isAlwaysThere } from './search/always-there.js';
export { localTarget } from './search/local-target.js';
export { leadsInside, takesIdentifiers } from './search/element-types.js';
export { isSingleValued } from './search/single-valued.js';
export { derivedParameter, sameAs, type DerivedParameter } from './search/derived-parameter.js';
export { normaliseString } from './search/normalise-string.js';
export { compartmentCondition } from './search/parsing/compartment-condition.js';
export { parseSearch } from './search/parsing/parse-search.js';
export type { SearchOutcome } from './search/parsing/search-outcome.js';
export type { SearchScope } from './search/search-scope.js';
export type { SearchOptions } from './search/parsing/search-options.js';
export { parseSubset, type SubsetOutcome } from './search/parsing/subset-parameters.js';
export { maxLookUps } from './search/parsing/look-ups.js';
export {
  canReferTo,
  referenceParameters,
  referringParameters,
  targetTypes,
  type ReferringParameter,
} from './search/reference-parameters.js';
export { escapeValue } from './search/parsing/escape.js';
export { patientCompartment, patientCompartments } from './search/patient-compartment.js';
export { searchParameters } from './search/search-parameters.js';
export {
  createSearchParameters,
  r4Parameters,
  type OwnParameter,
  type SearchParameters,
} from './search/parameter-set.js';
export { isOwnKey, ownKey, parameterKey } from './search/parameter-key.js';
export { ownParameters, type OwnDefinition } from './search/own/own-definition.js';
export {
  decideOwnParameters,
  maxOwnParameters,
  type OwnDecision,
  type OwnSource,
} from './search/own/decide-own-parameters.js';
export {
  compartmentItself,
  compartmentParameters,
  compartments,
  compartmentTypes,
  isCompartment,
  type Compartment,
} from './compartment/compartments.js';
export { expandTerminology, type TerminologyOutcome } from './terminology/expand-terminology.js';
export { judgeCodes } from './terminology/code-judge.js';
export type {
  CodeSystemProvider,
  ConceptSelection,
  SelectedConcepts,
} from './terminology/code-system-provider.js';
export { noVersionRules, type VersionRules } from './terminology/code-systems.js';
export type { ConceptDetails, ConceptProperty, Designation } from './terminology/concept.js';
export {
  conceptTest,
  filtersIn,
  type ConceptExpression,
  type ConceptFilter,
} from './terminology/concept-expression.js';
export { filterList, unknownOperator } from './terminology/concept-filter.js';
export { patternFault } from './terminology/bounded-pattern.js';
export {
  expandContent,
  maxExpansion,
  type ExpandedConcept,
  type Expansion,
  type ExpansionRequest,
} from './terminology/expand-value-set.js';
export { membership, memberships, type Membership } from './terminology/membership.js';
export {
  validateInSystem,
  validateInValueSet,
  type CodeValidation,
  type ValidationOptions,
} from './terminology/code-validation.js';
export { subsumption, type Subsumption } from './terminology/subsumption.js';
export {
  translateCode,
  type TranslationMatch,
  type TranslationRequest,
} from './terminology/translate-code.js';
export { termWords } from './terminology/term-filter.js';
export { terminologyOf, type Terminology } from './terminology/terminology.js';
export {
  isTerminologyFault,
  type OrTerminologyFault,
  type TerminologyFault,
} from './terminology/terminology-fault.js';
export { findConformance, type TerminologySource } from './terminology/terminology-source.js';
export type { ListedConcept, ValueSetContent, ValueSetPart } from './terminology/value-set-content.js';
export type {
  CanonicalReference,
  ConformanceSource,
  ConformanceType,
} from './conformance/conformance-source.js';
export { canonicalParts, isVersionMeant } from './conformance/conformance-source.js';
export { specification, specified, specifiedUrls } from './conformance/specification.js';
export type { DefaultProfilesOfType, ValidationSource } from './resource-validator/validation-source.js';
export { createCompiledProfiles, type CompiledProfiles } from './resource-validator/compiled-profiles.js';
export {
  createResourceValidator,
  type ResourceValidator,
  type ResourceValidatorParts,
  type StrictnessOptions,
  type Verdict,
} from './resource-validator/resource-validator.js';
export { storableResource, type StorableResource } from './validation-issue/storable-resource.js';
export { validationIssueUrl, withoutMarks } from './validation-issue/validation-issue.js';
export { isError } from './validation/is-error.js';
export { unknownElements } from './subset/element-names.js';
export { isSummaryMode, summaryModes, type Subset, type SummaryMode } from './subset/subset.js';
export { subsetResource } from './subset/subset-resource.js';
export type { CompiledProfile } from './profiles/compiled-profile.js';
export {
  compileProfile,
  createProfileCompilation,
  type ProfileCompilation,
  type ProfileOutcome,
} from './profiles/compile-profile.js';
export { checkProfile, type ProfileContext } from './profiles/check-profile.js';
export { generateSnapshot, type SnapshotOutcome } from './profiles/snapshot/generate-snapshot.js';
export { checkExtensions, type ExtensionDefinitions } from './profiles/extensions/check-extensions.js';
export { extensionUrls } from './profiles/extensions/extension-urls.js';
export {
  qualityDimensions,
  type CountedThing,
  type QualityDimension,
  type QualityMeasure,
} from './quality/measure.js';
export { qualityMeasures, type QualityMeasureId } from './quality/measures.js';
export {
  passedShare,
  qualityMoment,
  type MeasureFigures,
  type PartFigures,
  type QualityFigures,
  type QualityMoment,
  type QualityReport,
} from './quality/quality-report.js';
export { importantElements, type ImportantElement } from './quality/important-elements.js';
export { elementName } from './quality/element-presence.js';
export { clinicalRanges, type ClinicalRange, type PossibleRange } from './quality/clinical-ranges.js';
export { eventDates, type EventDates } from './quality/event-dates.js';
export type { QualitySink } from './quality/quality-sink.js';
export { examineResource } from './quality/examine-resource.js';
export { checkEvent, type Lifetime } from './quality/time-checks.js';
export { createKnownCodes, type KnownCodes, type KnownSystem } from './quality/known-codes.js';
export { createQualityTally, type QualityTally } from './quality/quality-tally.js';
export { uriPart } from './quality/uri-part.js';
export { qualityTables } from './quality/quality-tables.js';
export { checkQuestionnaireResponse } from './questionnaire/check-questionnaire-response.js';
export { checkKnownExtensions } from './profiles/extensions/check-known-extensions.js';
