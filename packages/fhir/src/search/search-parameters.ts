import { readFileSync } from 'node:fs';
import { resourceTypes } from '../definitions/r4.js';
import type { SearchParameter, SearchParameterComponent } from './search-parameter.js';

/** How definitions/search-parameters.json writes them; generator/search-parameters.mjs says how. */
interface ComponentRow extends Omit<SearchParameterComponent, 'targets'> {
  readonly targets?: '*' | readonly string[];
}
interface ParameterRow extends Omit<SearchParameter, 'name' | 'targets' | 'components'> {
  readonly targets?: '*' | readonly string[];
  readonly components?: readonly ComponentRow[];
}

const base = 'http://hl7.org/fhir/SearchParameter/';

function withTargets(targets: ParameterRow['targets']): { readonly targets?: readonly string[] } {
  if (targets === undefined) return {};
  return { targets: targets === '*' ? resourceTypes : targets };
}

function readParameter(name: string, row: ParameterRow): SearchParameter {
  const { components, targets, ...rest } = row;
  return {
    name,
    ...rest,
    url: base + row.url,
    ...withTargets(targets),
    ...(components && {
      components: components.map(({ targets: componentTargets, ...component }) => ({
        ...component,
        definition: base + component.definition,
        ...withTargets(componentTargets),
      })),
    }),
  };
}

function readTable(): ReadonlyMap<string, ReadonlyMap<string, SearchParameter>> {
  const file = new URL('../../definitions/search-parameters.json', import.meta.url);
  const rows = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, ParameterRow>>;
  const byType = new Map<string, Map<string, SearchParameter>>();
  for (const [key, row] of Object.entries(rows)) {
    const dot = key.indexOf('.');
    const type = key.slice(0, dot);
    const name = key.slice(dot + 1);
    const parameters = byType.get(type) ?? new Map<string, SearchParameter>();
    byType.set(type, parameters.set(name, readParameter(name, row)));
  }
  const common = byType.get('Resource') ?? new Map<string, SearchParameter>();
  return new Map(resourceTypes.map((type) => [type, new Map([...common, ...(byType.get(type) ?? [])])]));
}

const table = readTable();
const none: ReadonlyMap<string, SearchParameter> = new Map();

/**
 * The R4 search parameters of a resource type by name, those that every type has (`_id`,
 * `_lastUpdated`, `_profile`, `_security`, `_source`, `_tag`) first. Empty for what is not an R4
 * resource type. `_text`, `_content`, `_filter` and `_query` are not among them: their definitions
 * have no expression.
 * @see https://hl7.org/fhir/R4/searchparameter-registry.html
 * @example searchParameters('Patient').get('birthdate')?.type // 'date'
 */
export function searchParameters(type: string): ReadonlyMap<string, SearchParameter> {
  return table.get(type) ?? none;
}
