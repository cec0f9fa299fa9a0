import { ownKey } from '../parameter-key.js';
import type { OwnParameter } from '../parameter-set.js';
import type { SearchParameter } from '../search-parameter.js';

/** What a data store keeps of a SearchParameter resource that it indexes: plain JSON. */
export interface OwnDefinition extends Pick<
  SearchParameter,
  'name' | 'type' | 'url' | 'description' | 'targets' | 'components'
> {
  /** The part of the expression for each resource type that has the parameter; never empty. */
  readonly expressions: Readonly<Record<string, string>>;
}

/**
 * The search parameters of a definition, one for each of its resource types.
 * @param number that no other definition of the data store has, or had
 */
export function ownParameters(
  { expressions, ...shared }: OwnDefinition,
  number: number,
  state: OwnParameter['state'],
): readonly OwnParameter[] {
  return Object.entries(expressions).map(([type, expression]) => ({
    type,
    state,
    parameter: { ...shared, key: ownKey(shared.name, number), expression },
  }));
}
