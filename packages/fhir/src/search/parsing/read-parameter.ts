import type { Include } from '../include.js';
import type { Condition } from '../search-query.js';
import {
  badValue,
  notSupported,
  type ConditionReading,
  type ParameterContext,
  type Refusal,
} from './condition-reading.js';
import { isFault } from './fault.js';
import { readInclude } from './include-parameters.js';
import { maxLookUps } from './look-ups.js';
import { splitName } from './parameter-name.js';
import { quoted } from './quoted.js';
import { readCondition } from './read-condition.js';
import {
  defaultOnly,
  ignoredSilently,
  readResultParameter,
  resultParameters,
  unsupportedParameters,
  type ResultParameters,
} from './result-parameters.js';
import { subsetParameters } from './subset-parameters.js';

/** What one parameter of a request turned out to be. */
export type ParameterReading =
  /** One for each type that is searched, in their order, unless `lookUps` is too many. */
  | { readonly kind: 'conditions'; readonly conditions: readonly Condition[]; readonly lookUps: number }
  | { readonly kind: 'result'; readonly result: ResultParameters }
  | { readonly kind: 'includes'; readonly includes: readonly Include[] }
  /** `_summary`, `_elements`: they are read together, by `parseSubset`. */
  | { readonly kind: 'subset' }
  /** `_type`: read before all others. */
  | { readonly kind: 'type' }
  | { readonly kind: 'silent' }
  | (ConditionReading & { readonly kind: 'unknown' })
  | Refusal;

function doesNotFit(code: string, modifier: string, more = ''): Refusal {
  return notSupported(
    `The modifier ":${quoted(modifier).slice(1)} does not fit the search parameter "${code}"${more}.`,
  );
}

/** The parameters whose names begin with `_` and that are not found in resources; undefined for others. */
function readControl(
  { name, value, parameters }: ParameterContext,
  types: readonly string[],
  maxCount: number,
): ParameterReading | undefined {
  if (ignoredSilently.has(name)) return { kind: 'silent' };
  const { code, modifier, rest } = splitName(name);
  if (unsupportedParameters.has(code))
    return notSupported(`The search parameter "${code}" is not supported.`);
  const only = defaultOnly.get(code);
  if (only !== undefined) {
    if (name === code && value === only) return { kind: 'result', result: {} };
    return notSupported(
      `The search parameter "${code}" is not supported, but with its default "${code}=${only}".`,
    );
  }
  if (code === '_include' || code === '_revinclude') {
    const includes = readInclude(name, value, types, parameters);
    if (includes === undefined) return undefined;
    if (isFault(includes)) return badValue({ name, value }, includes.fault);
    if (!('modifier' in includes)) return { kind: 'includes', includes };
    const older =
      includes.modifier === 'recurse' ? ': R4 calls it ":iterate"' : ', which can have ":iterate" only';
    return doesNotFit(code, includes.modifier, older);
  }
  if (code !== '_type' && !subsetParameters.has(code) && !resultParameters.has(code)) return undefined;
  if (modifier !== undefined || rest !== undefined) {
    return doesNotFit(code, modifier ?? rest ?? '', ', which can have none');
  }
  if (code === '_type') return { kind: 'type' };
  if (subsetParameters.has(code)) return { kind: 'subset' };
  const result = readResultParameter(name, value, types, maxCount, parameters);
  if (result === undefined) return undefined;
  return isFault(result) ? badValue({ name, value }, result.fault) : { kind: 'result', result };
}

/** Reads one parameter of a search of these types. */
export function readParameter(
  context: ParameterContext,
  types: readonly string[],
  maxCount: number,
): ParameterReading {
  const { name, value } = context;
  // No resource has one in it (FHIR forbids it), and PostgreSQL takes no text with one.
  if (value.includes('\0')) {
    return badValue({ name, value: value.replaceAll('\0', '\\0') }, 'has a NUL character');
  }
  const control = name.startsWith('_') ? readControl(context, types, maxCount) : undefined;
  if (control !== undefined) return control;
  const conditions: Condition[] = [];
  let lookUps = 0;
  for (const type of types) {
    const reading = readCondition(type, name, context, 0);
    if (reading.kind !== 'condition') return reading;
    conditions.push(reading.condition);
    lookUps += reading.lookUps;
    if (lookUps > maxLookUps) break;
  }
  return { kind: 'conditions', conditions, lookUps };
}
