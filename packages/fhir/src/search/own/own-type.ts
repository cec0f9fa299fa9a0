import { isResourceType, r4, resourceTypes } from '../../definitions/r4.js';
import type { SearchParameterComponent, SearchParameterType } from '../search-parameter.js';

const types: ReadonlySet<string> = new Set<SearchParameterType>([
  'number',
  'date',
  'string',
  'token',
  'reference',
  'composite',
  'quantity',
  'uri',
]);

/** The type of a parameter that a data store can have for itself: any but `special`. */
export type OwnType = Exclude<SearchParameterType, 'special'>;

/** Whether a parameter of this type can be indexed by its expression alone. */
export function isOwnType(type: unknown): type is OwnType {
  return typeof type === 'string' && types.has(type);
}

/** The resource types that a name in `SearchParameter.base` or `target` stands for; undefined where it is none. */
export function typesNamed(base: string): readonly string[] | undefined {
  if (base === 'Resource') return resourceTypes;
  if (base === 'DomainResource')
    return resourceTypes.filter((type) =>
      r4.structure(type)?.elements.some(({ name }) => name === 'contained'),
    );
  return isResourceType(base) ? [base] : undefined;
}

const ranges: ReadonlySet<string> = new Set(['string', 'date', 'number', 'quantity']);

/**
 * Why tuples of these components cannot be found; undefined where they can. One row of the index holds a tuple: its
 * tokens and references in the key, and one range, or two numbers.
 */
export function unfitComponents(
  components: readonly Pick<SearchParameterComponent, 'type'>[],
): string | undefined {
  if (components.length < 2 || components.length > 4)
    return 'It is a composite of less than two components, or of more than four.';
  const ofRange = components.filter(({ type }) => ranges.has(type));
  const twoNumbers = ofRange.length === 2 && ofRange.every(({ type }) => type === 'number');
  return ofRange.length < 2 || twoNumbers
    ? undefined
    : 'It is a composite of several strings, dates, numbers or quantities, which cannot be indexed together.';
}
