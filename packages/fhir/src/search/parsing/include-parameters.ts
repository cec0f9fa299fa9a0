import { isResourceType } from '../../definitions/r4.js';
import type { Include } from '../include.js';
import { canReferTo, referenceParameters } from '../reference-parameters.js';
import { searchParameters } from '../search-parameters.js';
import type { OrFault } from './fault.js';

type Direction = Include['direction'];

/** An include, a fault of its value, or a modifier that it cannot have. */
export type IncludeReading = OrFault<Include> | { readonly modifier: string };

/** A name out of a value in a message: whole, for all names that there are. */
function shown(name: string): string {
  return `"${name.length > 64 ? `${name.slice(0, 64)}…` : name}"`;
}

/** The reference parameters that a name stands for: itself, or all for `*`. */
function sourceParams(source: string, param: string): OrFault<readonly string[]> {
  if (param === '*') return referenceParameters(source).map(({ name }) => name);
  const known = searchParameters(source).get(param);
  if (known === undefined)
    return { fault: `names ${shown(param)}, which is no search parameter of ${source}` };
  if (known.type !== 'reference') {
    return {
      fault: `names ${shown(param)}, which is no reference but a search parameter of the type ${known.type}`,
    };
  }
  return [param];
}

/** The target type has to be one that the parameters may refer to; with `*` those that may count. */
function ofTarget(
  source: string,
  params: readonly string[],
  target: string,
  isWildcard: boolean,
): OrFault<readonly string[]> {
  if (!isResourceType(target))
    return { fault: `names ${shown(target)}, which is no resource type of FHIR R4` };
  const fitting = params.filter((param) => canReferTo(source, param, target));
  if (fitting.length === 0 && !isWildcard) {
    return { fault: `names ${target}, which ${source}:${params.join()} cannot refer to` };
  }
  return fitting;
}

function readValue(direction: Direction, iterate: boolean, value: string, type: string): OrFault<Include> {
  if (value === '*' && direction === 'reverse') {
    return { fault: 'stands for all types at once, which is not supported: name a type (Observation:*)' };
  }
  const [source = '', param, target, ...more] = value === '*' ? [type, '*'] : value.split(':');
  if (more.length > 0 || param === undefined || param === '' || target === '') {
    return { fault: 'is not in the form Type:parameter or Type:parameter:TargetType' };
  }
  if (!isResourceType(source))
    return { fault: `names ${shown(source)}, which is no resource type of FHIR R4` };
  const params = sourceParams(source, param);
  if ('fault' in params) return params;
  if (target === undefined) return { direction, source, params, iterate };
  const fitting = ofTarget(source, params, target, param === '*');
  if ('fault' in fitting) return fitting;
  return { direction, source, params: fitting, target, iterate };
}

/**
 * Reads `_include` and `_revinclude`; undefined for other parameters. Each names one parameter, or
 * `*` for all reference parameters of the type; `_include=*` are those of the type searched.
 * @param name with its modifier: `_include:iterate`
 * @see https://hl7.org/fhir/R4/search.html#revinclude
 */
export function readInclude(name: string, value: string, type: string): IncludeReading | undefined {
  const [, code, modifier] = /^(_include|_revinclude)(?:[:.](.*))?$/s.exec(name) ?? [];
  if (code === undefined) return undefined;
  if (modifier !== undefined && modifier !== 'iterate') return { modifier };
  return readValue(code === '_include' ? 'forward' : 'reverse', modifier === 'iterate', value, type);
}
