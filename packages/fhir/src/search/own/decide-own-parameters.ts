import { resourceTypes } from '../../definitions/r4.js';
import type { JsonObject } from '../../json/json-value.js';
import type { SearchParameter } from '../search-parameter.js';
import { searchParameters } from '../search-parameters.js';
import type { OwnDefinition } from './own-definition.js';
import { readOwnDefinition, type ReadDefinition } from './read-own-definition.js';

/** A SearchParameter resource that a data store has, with whatever tells where it has it from. */
export interface OwnSource<S> {
  readonly source: S;
  readonly resource: JsonObject;
}

/** What becomes of a SearchParameter resource. */
export interface OwnDecision<S> extends ReadDefinition {
  readonly source: S;
  /** As it stands in the resource; empty where there is none. */
  readonly url: string;
  readonly name: string;
}

/** More than that are not indexed: each costs every resource of its type. */
export const maxOwnParameters = 500;

/** `draft` is used by whoever has it; what is retired, or nobody knows, is not. */
const inUse: ReadonlySet<string> = new Set(['draft', 'active']);

const specified: ReadonlyMap<string, SearchParameter> = new Map(
  resourceTypes.flatMap((type) =>
    [...searchParameters(type).values()].map((parameter) => [parameter.url, parameter] as const),
  ),
);

/**
 * Which SearchParameter resources a data store indexes, for which types, and why not the others. A name belongs to
 * R4's parameter of the type, else to the first that has it; likewise a canonical URL. What is retired is left out.
 * @param sources in the order in which they count
 */
export function decideOwnParameters<S>(sources: readonly OwnSource<S>[]): readonly OwnDecision<S>[] {
  const used = sources.filter(({ resource: { status } }) => typeof status === 'string' && inUse.has(status));
  const byUrl = new Map(used.toReversed().map(({ resource }) => [textOf(resource['url']), resource]));
  const urls = new Set<string>();
  const names = new Map<string, string>();
  let indexed = 0;
  return used.map(({ source, resource }) => {
    const url = textOf(resource['url']);
    const name = textOf(resource['code']);
    const read = urls.has(url)
      ? refused('Another resource, which came first, has the same url.')
      : specified.has(url)
        ? refused('It is one of the search parameters of FHIR R4, which are always there.')
        : indexed >= maxOwnParameters
          ? refused(`The data store has ${maxOwnParameters} search parameters of its own already.`)
          : unclaimed(
              readOwnDefinition(resource, (component) => componentOf(component, byUrl)),
              names,
            );
    urls.add(url);
    if (read.definition !== undefined) {
      indexed++;
      for (const type of Object.keys(read.definition.expressions)) names.set(`${type}.${name}`, url);
    }
    return { source, url, name, ...read };
  });
}

function refused(refusal: string): ReadDefinition {
  return { refusals: [refusal] };
}

/** Without the types in which the name is another's. */
function unclaimed(
  { definition, refusals }: ReadDefinition,
  names: ReadonlyMap<string, string>,
): ReadDefinition {
  if (definition === undefined) return { refusals };
  const more: string[] = [];
  const left: Record<string, string> = {};
  for (const [type, expression] of Object.entries(definition.expressions)) {
    const { name } = definition;
    const other = names.get(`${type}.${name}`);
    if (searchParameters(type).has(name))
      more.push(`For ${type}: FHIR R4 has a search parameter of this name, which stays.`);
    else if (other !== undefined)
      more.push(`For ${type}: ${other.slice(0, 200)} has this name already, and stays.`);
    else left[type] = expression;
  }
  const some = Object.keys(left).length > 0;
  const kept: OwnDefinition | undefined = some ? { ...definition, expressions: left } : undefined;
  return { ...(kept && { definition: kept }), refusals: [...refusals, ...more.slice(0, 10)] };
}

/** One of R4's, or another of the data store's own. */
function componentOf(
  url: string,
  byUrl: ReadonlyMap<string, JsonObject>,
): Pick<SearchParameter, 'name' | 'type' | 'targets'> | undefined {
  const parameter = specified.get(url);
  if (parameter !== undefined) return parameter;
  const resource = byUrl.get(url);
  // What is a composite itself cannot be a component, so this never goes in a circle.
  if (resource === undefined || resource['type'] === 'composite') return undefined;
  return readOwnDefinition(resource, () => undefined).definition;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
