import { parameterKey } from '../parameter-key.js';
import { chainCondition } from './chain-condition.js';
import { commonCondition } from './common-parameters.js';
import {
  parameterCondition,
  type ConditionReader,
  type ConditionReading,
  type ParameterContext,
} from './condition-reading.js';
import { modifiedCondition } from './modifiers.js';
import { splitName } from './parameter-name.js';
import { quoted } from './quoted.js';
import { isReverseChain, reverseChainCondition } from './reverse-chain-condition.js';
import { valueReader } from './value-reader.js';

/** A reference leads from each record to the next; no question of medicine has as many steps. */
const maxLinks = 10;

/**
 * Reads what a search parameter asks of the resources of one type.
 * @param name all of the parameter's name, or the rest of it in a chain
 * @param links how many links of a chain have led here
 */
export const readCondition: ConditionReader = (type, name, context, links) => {
  if (links > maxLinks) return tooManyLinks(context);
  if (isReverseChain(name)) return reverseChainCondition(type, name, context, links, readCondition);
  const parts = splitName(name);
  const { code, modifier, rest } = parts;
  const parameter = context.parameters.of(type).get(code);
  if (parameter === undefined) return commonCondition(parts, context) ?? { kind: 'unknown', type, code };
  if (rest !== undefined) return chainCondition(parameter, modifier, rest, context, links, readCondition);
  if (modifier !== undefined) return modifiedCondition(type, parameter, modifier, context);
  return parameterCondition(context, parameterKey(parameter), valueReader(type, parameter, context));
};

function tooManyLinks({ name }: ParameterContext): ConditionReading {
  const diagnostics = `The search parameter ${quoted(name)} has more than ${maxLinks} links.`;
  return { kind: 'refusal', code: 'too-costly', diagnostics };
}
