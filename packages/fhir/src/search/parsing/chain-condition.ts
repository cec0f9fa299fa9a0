import { isResourceType } from '../../definitions/r4.js';
import { targetTypes } from '../reference-parameters.js';
import { parameterKey } from '../parameter-key.js';
import type { SearchParameter } from '../search-parameter.js';
import type { TypeCondition } from '../search-query.js';
import {
  notSupported,
  type ConditionReader,
  type ConditionReading,
  type ParameterContext,
} from './condition-reading.js';
import { maxLookUps } from './look-ups.js';
import { splitName } from './parameter-name.js';
import { listed, quoted } from './quoted.js';

/** The types that a chain goes on with: the one it names, or all that the parameter may refer to. */
function chainTargets(
  parameter: SearchParameter,
  type: string | undefined,
  name: string,
): readonly string[] | string {
  if (parameter.type !== 'reference') {
    return `The search parameter ${quoted(name)} goes on after "${parameter.name}", which is no reference but of the type ${parameter.type}.`;
  }
  const targets = targetTypes(parameter);
  if (type === undefined) return targets;
  if (!isResourceType(type)) {
    return `The search parameter ${quoted(name)} goes on after ${quoted(type)}, which is no resource type of FHIR R4.`;
  }
  if (targets.includes(type)) return [type];
  return `The search parameter ${quoted(name)} goes on with ${type}, which "${parameter.name}" cannot refer to: it refers to ${listed(targets)}.`;
}

/**
 * Reads a chain, `subject:Patient.name=peter`. Without a type it goes on with every type that has such a
 * parameter, and where the value can be read.
 * @param type that the chain names after a colon
 * @param rest what follows the dot
 * @see https://hl7.org/fhir/R4/search.html#chaining
 */
export function chainCondition(
  parameter: SearchParameter,
  type: string | undefined,
  rest: string,
  context: ParameterContext,
  links: number,
  read: ConditionReader,
): ConditionReading {
  const types = chainTargets(parameter, type, context.name);
  if (typeof types === 'string') return notSupported(types);
  const targets: TypeCondition[] = [];
  let lookUps = 0;
  let failed: ConditionReading | undefined;
  for (const target of types) {
    const key = `${target} ${rest}`;
    const reading = context.known.get(key) ?? read(target, rest, context, links + 1);
    context.known.set(key, reading);
    if (reading.kind === 'condition') {
      targets.push({ type: target, condition: reading.condition });
      lookUps += reading.lookUps;
      if (lookUps > maxLookUps) break;
    } else if (failed?.kind !== 'refusal') {
      // That a type has the parameter, but cannot read the value, says more than that others have none.
      failed = reading;
    }
  }
  if (targets.length > 0) {
    return {
      kind: 'condition',
      condition: { kind: 'chain', param: parameterKey(parameter), targets },
      lookUps,
    };
  }
  if (failed?.kind === 'refusal') return failed;
  const { code } = splitName(rest);
  return notSupported(
    `The search parameter ${quoted(context.name)} goes on with ${quoted(code)}, which is no search parameter of ${listed(types)}.`,
  );
}
