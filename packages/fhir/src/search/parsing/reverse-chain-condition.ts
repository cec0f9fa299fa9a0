import { isResourceType } from '../../definitions/r4.js';
import { canReferTo } from '../reference-parameters.js';
import { searchParameters } from '../search-parameters.js';
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

/** Why resources of a type cannot be said to refer to another type by a parameter; undefined where they can. */
function obstacle(source: string, param: string, type: string): string | undefined {
  if (!isResourceType(source)) return `names ${quoted(source)}, which is no resource type of FHIR R4`;
  const parameter = searchParameters(source).get(param);
  if (parameter === undefined) return `names ${quoted(param)}, which is no search parameter of ${source}`;
  if (parameter.type !== 'reference') {
    return `names "${param}", which is no reference but a search parameter of the type ${parameter.type}`;
  }
  return canReferTo(source, param, type)
    ? undefined
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
  const why = obstacle(source, param, type);
  if (why !== undefined) return notSupported(`${what} ${why}.`);
  const reading = read(source, rest, context, links + 1);
  switch (reading.kind) {
    case 'condition': {
      const { condition, lookUps } = reading;
      return {
        kind: 'condition',
        condition: { kind: 'reverse-chain', param, source: { type: source, condition } },
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
