import { isResourceType } from '../../definitions/r4.js';
import { parameterKey } from '../parameter-key.js';
import type { SearchParameters } from '../parameter-set.js';
import { targetTypes } from '../reference-parameters.js';
import type { SearchParameter } from '../search-parameter.js';
import {
  notSupported,
  type ConditionReader,
  type ConditionReading,
  type ParameterContext,
} from './condition-reading.js';
import { quoted } from './quoted.js';

const format = /^_has:([^:]*):([^:]*):(.*)$/s;

/** Whether a name, or the rest of one, begins a reverse chain. */
export function isReverseChain(name: string): boolean {
  return name.startsWith('_has') && (name.length === 4 || name[4] === ':' || name[4] === '.');
}

/** The parameter by which resources of a type refer to another type, or why they cannot be said to. */
function referring(
  source: string,
  param: string,
  type: string,
  parameters: SearchParameters,
): SearchParameter | string {
  if (!isResourceType(source)) return `names ${quoted(source)}, which is no resource type of FHIR R4`;
  const parameter = parameters.of(source).get(param);
  if (parameter === undefined) return `names ${quoted(param)}, which is no search parameter of ${source}`;
  if (parameter.type !== 'reference') {
    return `names "${param}", which is no reference but a search parameter of the type ${parameter.type}`;
  }
  return targetTypes(parameter).includes(type)
    ? parameter
    : `names ${source}:${param}, which cannot refer to ${type}`;
}

/**
 * Reads a reverse chain, `_has:Observation:patient:code=1234-5`: what follows the second name is any
 * parameter of that type, with modifiers, chains and reverse chains of its own.
 * @see https://hl7.org/fhir/R4/search.html#has
 */
export function reverseChainCondition(
  type: string,
  name: string,
  context: ParameterContext,
  links: number,
  read: ConditionReader,
): ConditionReading {
  const [, source, param, rest] = format.exec(name) ?? [];
  const what = `The search parameter ${quoted(context.name)}`;
  if (source === undefined || param === undefined || rest === undefined || rest === '') {
    return notSupported(`${what} is not of the form _has:Type:reference:parameter.`);
  }
  const parameter = referring(source, param, type, context.parameters);
  if (typeof parameter === 'string') return notSupported(`${what} ${parameter}.`);
  const reading = read(source, rest, context, links + 1);
  switch (reading.kind) {
    case 'condition': {
      const { condition, lookUps } = reading;
      return {
        kind: 'condition',
        condition: {
          kind: 'reverse-chain',
          param: parameterKey(parameter),
          source: { type: source, condition },
        },
        lookUps,
      };
    }
    case 'unknown':
      return notSupported(
        `${what} goes on with ${quoted(reading.code)}, which is no search parameter of ${source}.`,
      );
    case 'refusal':
      return reading;
    default:
      return reading satisfies never;
  }
}
