import { r4Parameters, type SearchParameters, type SearchParameterType } from '@wellspring/fhir';

/** A search parameter as a CapabilityStatement lists it. */
export interface ListedParameter {
  readonly name: string;
  /** Absent where no SearchParameter resource defines it. */
  readonly definition?: string;
  readonly type: SearchParameterType;
  readonly documentation?: string;
}

const definitions = 'http://hl7.org/fhir/SearchParameter/';

/**
 * Parameters of every type that no FHIRPath expression stands behind, so that the tables of search parameters
 * do not have them. R4 publishes no definition of `_list` and `_has`, and `createdAt` is HealthLake's.
 * @see https://hl7.org/fhir/R4/search.html#all
 */
const withoutExpression: readonly ListedParameter[] = [
  {
    name: '_text',
    definition: `${definitions}DomainResource-text`,
    type: 'string',
    documentation: 'Words of the narrative, and, or, and parentheses',
  },
  {
    name: '_content',
    definition: `${definitions}Resource-content`,
    type: 'string',
    documentation: 'Words anywhere in the texts of the resource, and, or, and parentheses',
  },
  {
    name: '_list',
    type: 'special',
    documentation: 'Resources that a List with this id has among its items',
  },
  {
    name: '_has',
    type: 'special',
    documentation: 'Resources that others refer to: _has:Observation:patient:code=1234-5',
  },
  {
    name: 'createdAt',
    type: 'date',
    documentation: 'When the first version was stored here',
  },
];

/** `_type` has a meaning only where several types are searched. */
const ofSystemOnly: ListedParameter = {
  name: '_type',
  type: 'special',
  documentation: 'The resource types that are searched, with commas between them',
};

/** The search parameters of one type, those of every type among them. */
export function parametersOfType(type: string, parameters: SearchParameters): readonly ListedParameter[] {
  return [...listed(type, parameters), ...withoutExpression];
}

/** The search parameters of a search over all types. */
export function parametersOfSystem(): readonly ListedParameter[] {
  // Those of every type have names that begin so, and no type has others.
  const common = listed('Basic', r4Parameters).filter(({ name }) => name.startsWith('_'));
  return [...common, ...withoutExpression, ofSystemOnly];
}

function listed(type: string, parameters: SearchParameters): readonly ListedParameter[] {
  return [...parameters.of(type).values()].map(({ name, url, type: kind, description }) => ({
    name,
    definition: url,
    type: kind,
    ...(description !== undefined && { documentation: description }),
  }));
}
