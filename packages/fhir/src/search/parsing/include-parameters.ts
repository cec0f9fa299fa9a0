import { isResourceType, resourceTypes } from '../../definitions/r4.js';
import type { Include } from '../include.js';
import { parameterKey } from '../parameter-key.js';
import { r4Parameters, type SearchParameters } from '../parameter-set.js';
import { canReferTo, referenceParameters, referringParameters } from '../reference-parameters.js';
import { isFault, type OrFault } from './fault.js';
import { quoted } from './quoted.js';

type Direction = Include['direction'];

/** The includes that one parameter stands for, a fault of its value, or a modifier that it cannot have. */
export type IncludeReading = OrFault<readonly Include[]> | { readonly modifier: string };

/** The keys of the reference parameters that a name stands for: itself, or all for `*`. */
function sourceParams(
  source: string,
  param: string,
  parameters: SearchParameters,
): OrFault<readonly string[]> {
  if (param === '*') return referenceParameters(source, parameters).map(parameterKey);
  const known = parameters.of(source).get(param);
  if (known === undefined)
    return { fault: `names ${quoted(param)}, which is no search parameter of ${source}` };
  if (known.type !== 'reference') {
    return {
      fault: `names ${quoted(param)}, which is no reference but a search parameter of the type ${known.type}`,
    };
  }
  return [parameterKey(known)];
}

/** The target type has to be one that the parameters may refer to; with `*` those that may count. */
function ofTarget(
  source: string,
  param: string,
  params: readonly string[],
  target: string,
  parameters: SearchParameters,
): OrFault<readonly string[]> {
  if (!isResourceType(target))
    return { fault: `names ${quoted(target)}, which is no resource type of FHIR R4` };
  const fitting = params.filter((key) => canReferTo(source, key, target, parameters));
  if (fitting.length === 0 && param !== '*') {
    return { fault: `names ${target}, which ${source}:${param} cannot refer to` };
  }
  return fitting;
}

/**
 * `*`: the references that resources of the types searched have, or that others may have to them. With
 * `:iterate` it goes on from what was included, which may be of any type.
 */
function readWildcard(
  direction: Direction,
  iterate: boolean,
  searched: readonly string[],
  parameters: SearchParameters,
): readonly Include[] {
  const types = iterate ? resourceTypes : searched;
  const paramsBySource = new Map<string, Set<string>>();
  for (const type of types) {
    const referring =
      direction === 'reverse'
        ? referringParameters(type, parameters)
        : referenceParameters(type, parameters).map((each) => ({ source: type, key: parameterKey(each) }));
    for (const { source, key } of referring) {
      const params = paramsBySource.get(source) ?? new Set();
      paramsBySource.set(source, params.add(key));
    }
  }
  return [...paramsBySource].map(([source, params]) => ({ direction, source, params: [...params], iterate }));
}

function readValue(
  direction: Direction,
  iterate: boolean,
  value: string,
  types: readonly string[],
  parameters: SearchParameters,
): OrFault<readonly Include[]> {
  if (value === '*') return readWildcard(direction, iterate, types, parameters);
  const [source = '', param, target, ...more] = value.split(':');
  if (more.length > 0 || param === undefined || param === '' || target === '') {
    return { fault: 'is not in the form Type:parameter or Type:parameter:TargetType' };
  }
  if (!isResourceType(source))
    return { fault: `names ${quoted(source)}, which is no resource type of FHIR R4` };
  const params = sourceParams(source, param, parameters);
  if (isFault(params)) return params;
  if (target === undefined) return [{ direction, source, params, iterate }];
  const fitting = ofTarget(source, param, params, target, parameters);
  if (isFault(fitting)) return fitting;
  return [{ direction, source, params: fitting, target, iterate }];
}

/**
 * Reads `_include` and `_revinclude`; undefined for other parameters. Each names one parameter, or
 * `*` for all reference parameters of the type; `*` alone is for all types that are searched.
 * @param name with its modifier: `_include:iterate`
 * @see https://hl7.org/fhir/R4/search.html#revinclude
 */
export function readInclude(
  name: string,
  value: string,
  types: readonly string[],
  parameters: SearchParameters = r4Parameters,
): IncludeReading | undefined {
  const [, code, modifier] = /^(_include|_revinclude)(?:[:.](.*))?$/s.exec(name) ?? [];
  if (code === undefined) return undefined;
  if (modifier !== undefined && modifier !== 'iterate') return { modifier };
  return readValue(
    code === '_include' ? 'forward' : 'reverse',
    modifier === 'iterate',
    value,
    types,
    parameters,
  );
}
