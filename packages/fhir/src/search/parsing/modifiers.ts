import { isResourceType } from '../../definitions/r4.js';
import { elementTypes } from '../element-types.js';
import { takesMimeTypes } from '../mime-type.js';
import { parameterKey } from '../parameter-key.js';
import { hierarchyLinks, isCanonical } from '../reference-hierarchy.js';
import { targetTypes } from '../reference-parameters.js';
import type { SearchParameter } from '../search-parameter.js';
import {
  badValue,
  notSupported,
  parameterCondition,
  type ConditionReading,
  type ParameterContext,
  type Refusal,
} from './condition-reading.js';
import { asList } from './fault.js';
import { canonicalBelowCriterion, hierarchyCondition } from './hierarchy-condition.js';
import { rangeLookUps } from './look-ups.js';
import { listed, quoted } from './quoted.js';
import { typedReferenceCriterion } from './reference-criteria.js';
import { stringCriterion } from './string-criteria.js';
import { hierarchyCriterion, valueSetCriterion } from './terminology-criteria.js';
import { identifierCriterion, mimeTypeCriterion, ofTypeCriterion, textCriterion } from './token-criteria.js';
import { uriCriterion } from './uri-criteria.js';
import { valueReader } from './value-reader.js';

/** The modifiers that are words of the specification; the others are names of resource types. */
type Modifier =
  | 'missing'
  | 'exact'
  | 'contains'
  | 'text'
  | 'not'
  | 'above'
  | 'below'
  | 'in'
  | 'not-in'
  | 'identifier'
  | 'of-type';

const ofToken: readonly Modifier[] = ['missing', 'text', 'not', 'above', 'below', 'in', 'not-in'];

/**
 * The modifiers that a parameter can have (https://hl7.org/fhir/R4/search.html#modifiers). No composite can have
 * `:missing`: "For all parameters (except combination)".
 */
function fittingModifiers(type: string, parameter: SearchParameter): readonly Modifier[] {
  if (parameter.name === '_id') return ['missing', 'not'];
  if (parameter.name === '_lastUpdated') return ['missing'];
  switch (parameter.type) {
    case 'string':
      return ['missing', 'exact', 'contains'];
    case 'token':
      return elementTypes(type, parameter).has('Identifier') ? [...ofToken, 'of-type'] : ofToken;
    case 'reference':
      if (isCanonical(type, parameter)) return ['missing', 'below'];
      return hierarchyLinks(parameter).length > 0
        ? ['missing', 'identifier', 'above', 'below']
        : ['missing', 'identifier'];
    case 'uri':
      return ['missing', 'above', 'below'];
    case 'date':
    case 'number':
    case 'quantity':
      return ['missing'];
    case 'composite':
    case 'special':
      return [];
    default:
      return parameter.type satisfies never;
  }
}

/** Why a parameter cannot have a modifier, with those that it can have. */
function doesNotFit(type: string, parameter: SearchParameter, modifier: string): Refusal {
  const fitting = fittingModifiers(type, parameter).map((each) => `:${each}`);
  const what = `The modifier ":${quoted(modifier).slice(1)} does not fit the search parameter "${parameter.name}", which is of the type ${parameter.type}`;
  const types =
    parameter.type === 'reference' ? `, or one of its types (${listed(targetTypes(parameter))})` : '';
  const why =
    parameter.type === 'reference' && (modifier === 'above' || modifier === 'below')
      ? ` The resources that it refers to have no hierarchy in which one would be ${modifier} another.`
      : '';
  return notSupported(
    fitting.length === 0
      ? `${what} and can have none.`
      : `${what}: it can have ${fitting.join(', ')}${types}.${why}`,
  );
}

function missingCondition(param: string, context: ParameterContext): ConditionReading {
  const { value } = context;
  if (value !== 'true' && value !== 'false') return badValue(context, 'is neither true nor false');
  return {
    kind: 'condition',
    condition: { kind: 'missing', param, missing: value === 'true' },
    lookUps: rangeLookUps,
  };
}

/** Reads a parameter with a modifier: `gender:not=male`, `subject:Patient=23`. */
export function modifiedCondition(
  type: string,
  parameter: SearchParameter,
  modifier: string,
  context: ParameterContext,
): ConditionReading {
  const name = parameterKey(parameter);
  const { baseUrl } = context;
  if (parameter.type === 'reference' && isResourceType(modifier)) {
    if (!targetTypes(parameter).includes(modifier)) return doesNotFit(type, parameter, modifier);
    return parameterCondition(context, name, (text) =>
      asList(typedReferenceCriterion(text, modifier, baseUrl)),
    );
  }
  const known = fittingModifiers(type, parameter).find((each) => each === modifier);
  if (known === undefined) return doesNotFit(type, parameter, modifier);
  switch (known) {
    case 'missing':
      return missingCondition(name, context);
    case 'exact':
    case 'contains':
      return parameterCondition(context, name, (text) => asList(stringCriterion(text, known)));
    case 'text':
      return parameterCondition(context, name, (text) => asList(textCriterion(text)));
    case 'not':
      return parameterCondition(context, name, valueReader(type, parameter, context), true);
    case 'above':
    case 'below':
      if (parameter.type === 'reference')
        return isCanonical(type, parameter)
          ? parameterCondition(context, name, (text) => asList(canonicalBelowCriterion(text)))
          : hierarchyCondition(parameter, known, context);
      return parameterCondition(
        context,
        name,
        parameter.type === 'uri'
          ? (text) => asList(uriCriterion(text, known))
          : known === 'below' && takesMimeTypes(type, name, context.parameters)
            ? (text) => asList(mimeTypeCriterion(text))
            : (text) => asList(hierarchyCriterion(text, known)),
      );
    case 'in':
    case 'not-in':
      return parameterCondition(
        context,
        name,
        (text) => asList(valueSetCriterion(text, baseUrl)),
        known === 'not-in',
      );
    case 'identifier':
      return parameterCondition(context, name, (text) => asList(identifierCriterion(text)));
    case 'of-type':
      return parameterCondition(context, name, (text) => asList(ofTypeCriterion(text)));
    default:
      return known satisfies never;
  }
}
