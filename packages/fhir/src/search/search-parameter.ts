/** The types of search parameters (https://hl7.org/fhir/R4/search.html#ptypes). */
export type SearchParameterType =
  'number' | 'date' | 'string' | 'token' | 'reference' | 'composite' | 'quantity' | 'uri' | 'special';

/** One component of a composite search parameter. */
export interface SearchParameterComponent {
  /** The name of the component's own parameter (`value-quantity`). */
  readonly name: string;
  readonly type: Exclude<SearchParameterType, 'composite' | 'special'>;
  /** The canonical URL of the component's own parameter. */
  readonly definition: string;
  /** FHIRPath, from what the composite's expression gives. */
  readonly expression: string;
  /** The resource types a reference may lead to. */
  readonly targets?: readonly string[];
}

/** A search parameter of one resource type (https://hl7.org/fhir/R4/searchparameter.html). */
export interface SearchParameter {
  /** As it stands in a search URL: `birthdate`, `_lastUpdated`. */
  readonly name: string;
  /** What its values are kept under where that is not the name (`parameterKey`): of a data store's own parameter. */
  readonly key?: string;
  readonly type: SearchParameterType;
  /** The canonical URL of its definition. */
  readonly url: string;
  /** FHIRPath of the values, this resource type's part only; empty for a special parameter. */
  readonly expression: string;
  readonly description?: string;
  /** The resource types a reference may lead to. */
  readonly targets?: readonly string[];
  /** The components of a composite, in order. */
  readonly components?: readonly SearchParameterComponent[];
}
