import { isResourceId } from '../../definitions/resource-id.js';
import {
  notSupported,
  parameterCondition,
  type ConditionReading,
  type ParameterContext,
} from './condition-reading.js';
import type { ParameterName } from './parameter-name.js';
import { quoted } from './quoted.js';
import { createdAtReader, type ValueReader } from './value-reader.js';
import { wordsCriteria } from './words-criteria.js';

/** `_list=42,43`: ids of Lists, possibly with their type. The lists that are functions have names with a `$`. */
const readListId: ValueReader = (text) => {
  const id = text.startsWith('List/') ? text.slice('List/'.length) : text;
  if (isResourceId(id)) return [{ kind: 'id', id }];
  return { fault: text.startsWith('$') ? 'names a list that is not supported' : 'is not the id of a List' };
};

/** The current Lists that name a resource are a reverse chain of it. */
function listCondition(context: ParameterContext): ConditionReading {
  const ids = parameterCondition(context, '_id', readListId);
  if (ids.kind !== 'condition') return ids;
  const source = { type: 'List', condition: ids.condition };
  return { ...ids, condition: { kind: 'reverse-chain', param: 'item', source } };
}

/**
 * Reads the parameters that every type has without a FHIRPath expression, those of the specification and
 * `createdAt`, which is HealthLake's; undefined for others.
 * @see https://hl7.org/fhir/R4/search.html#all
 */
export function commonCondition(
  { code, modifier, rest }: ParameterName,
  context: ParameterContext,
): ConditionReading | undefined {
  if (code !== '_text' && code !== '_content' && code !== '_list' && code !== 'createdAt') return undefined;
  if (rest !== undefined) {
    return notSupported(
      `The search parameter ${quoted(context.name)} goes on after "${code}", which is no reference.`,
    );
  }
  if (modifier !== undefined) {
    return notSupported(
      `The modifier ":${quoted(modifier).slice(1)} does not fit the search parameter "${code}", which can have none.`,
    );
  }
  switch (code) {
    case '_text':
      return parameterCondition(context, code, (text) => wordsCriteria(text, 'narrative'));
    case '_content':
      return parameterCondition(context, code, (text) => wordsCriteria(text, 'content'));
    case '_list':
      return listCondition(context);
    case 'createdAt':
      return parameterCondition(context, code, createdAtReader(context));
    default:
      return code satisfies never;
  }
}
