import { ExpressionError } from '../../fhirpath/expression.js';
import { isObject } from '../../json/json-kind.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';
import { elementTypes } from '../element-types.js';
import { compileParameter } from '../extraction/extract-index-values.js';
import type { SearchParameter, SearchParameterComponent } from '../search-parameter.js';
import { expressionForType, readOperands, type Operand } from './expression-for-type.js';
import type { OwnDefinition } from './own-definition.js';
import { isOwnType, typesNamed, unfitComponents, type OwnType } from './own-type.js';

/** A SearchParameter as far as it can be indexed, and why it cannot for the rest. */
export interface ReadDefinition {
  /** Absent: it cannot be indexed for any type. */
  readonly definition?: OwnDefinition;
  /** Sentences, each of all of it or of one of its types. */
  readonly refusals: readonly string[];
}

/** What another search parameter is, as far as a composite has to know; undefined where none has the address. */
export type ComponentLookUp = (url: string) => Pick<SearchParameter, 'name' | 'type' | 'targets'> | undefined;

const names = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
/** Parameters without a definition, that searches know all the same. */
const taken: ReadonlySet<string> = new Set(['createdAt']);
const maxUrl = 1_000;
const maxDescription = 1_000;

/**
 * Reads a SearchParameter resource, and compiles its expression for each of its types.
 * @see https://hl7.org/fhir/R4/searchparameter.html
 */
export function readOwnDefinition(resource: JsonObject, componentOf: ComponentLookUp): ReadDefinition {
  const { code: name, type, url, expression, description } = resource;
  const refuse = (refusal: string): ReadDefinition => ({ refusals: [refusal] });
  if (typeof url !== 'string' || url === '' || url.length > maxUrl)
    return refuse(`It has no url, or one of more than ${maxUrl} characters.`);
  if (typeof name !== 'string' || !names.test(name) || taken.has(name))
    return refuse(
      'Its code cannot be the name of a search parameter: a letter, then up to 63 letters, digits, "-" and "_".',
    );
  if (!isOwnType(type)) return refuse(`Search parameters of the type ${shown(type)} cannot be indexed.`);
  if (typeof expression !== 'string' || expression.trim() === '')
    return refuse('It has no FHIRPath expression to take values by.');
  const components = type === 'composite' ? readComponents(resource['component'], componentOf) : undefined;
  if (typeof components === 'string') return refuse(components);
  const targets = type === 'reference' ? targetsOf(resource['target']) : undefined;
  const shared = {
    name,
    type,
    url,
    ...(typeof description === 'string' && { description: description.slice(0, maxDescription) }),
    ...(targets && { targets }),
    ...(components && { components }),
  };
  try {
    return readTypes(shared, basesOf(resource['base']), readOperands(expression));
  } catch (error) {
    return refuse(whyNot(error));
  }
}

type Shared = Omit<OwnDefinition, 'expressions'> & { readonly type: OwnType };

function readTypes(
  shared: Shared,
  bases: readonly (readonly [base: string, types: readonly string[]])[],
  operands: readonly Operand[],
): ReadDefinition {
  const refusals: string[] = bases.length === 0 ? ['Its base names no resource type of FHIR R4.'] : [];
  const expressions: Record<string, string> = {};
  for (const [base, types] of bases) {
    const faults = new Set<string>();
    let fitting = 0;
    for (const type of types) {
      const outcome = compiledFor(shared, type, operands);
      if ('expression' in outcome) expressions[type] = outcome.expression;
      if ('expression' in outcome) fitting++;
      else faults.add(outcome.fault);
    }
    // Of "Resource" not every type has to have what the expression names.
    if (fitting === 0) refusals.push(...[...faults].slice(0, 1).map((fault) => `For ${base}: ${fault}`));
  }
  const some = Object.keys(expressions).length > 0;
  return { ...(some && { definition: { ...shared, expressions } }), refusals };
}

function compiledFor(
  shared: Shared,
  type: string,
  operands: readonly Operand[],
): { readonly expression: string } | { readonly fault: string } {
  try {
    const expression = expressionForType(operands, type);
    if (expression === undefined) return { fault: 'Its expression has no part for this type.' };
    // The key tells that it is none of the specification's.
    const parameter: SearchParameter = { ...shared, key: '~', expression };
    if (compileParameter(type, parameter) !== undefined) return { expression };
    const found = [...elementTypes(type, parameter)].slice(0, 5).join(', ');
    return {
      fault: `Its expression gives elements of the type ${found === '' ? 'of nothing' : found}, of which a parameter of the type ${shared.type} takes no values.`,
    };
  } catch (error) {
    return { fault: whyNot(error) };
  }
}

function whyNot(error: unknown): string {
  if (!(error instanceof ExpressionError)) throw error;
  const { message } = error;
  // What is wrong stands at the end of it, after the expression.
  const short = message.length > 500 ? `${message.slice(0, 250)}…${message.slice(-250)}` : message;
  return `Its expression cannot be indexed: ${short}.`;
}

function basesOf(base: JsonValue | undefined): readonly (readonly [string, readonly string[]])[] {
  return textsOf(base).flatMap((name) => {
    const types = typesNamed(name);
    return types === undefined ? [] : [[name, types] as const];
  });
}

/** Undefined: every type. */
function targetsOf(target: JsonValue | undefined): readonly string[] | undefined {
  const types = new Set(textsOf(target).flatMap((name) => typesNamed(name) ?? []));
  return types.size === 0 ? undefined : [...types].sort();
}

/** The components with the types that their definitions have, or why that cannot be. */
function readComponents(
  component: JsonValue | undefined,
  componentOf: ComponentLookUp,
): readonly SearchParameterComponent[] | string {
  const components: SearchParameterComponent[] = [];
  for (const each of Array.isArray(component) ? (component as readonly JsonValue[]) : []) {
    const { definition, expression } = isObject(each) ? each : {};
    if (typeof definition !== 'string' || typeof expression !== 'string')
      return 'It has a component without a definition or an expression.';
    const url = definition.replace(/\|.*$/s, '');
    const known = componentOf(url);
    if (known === undefined) return `It has a component that is not known: ${shown(url)}.`;
    const { name, type, targets } = known;
    if (type === 'composite' || type === 'special')
      return `It has a component of the type ${type}: ${shown(url)}.`;
    if (expression.length > maxUrl) return `It has a component with more than ${maxUrl} characters.`;
    components.push({ name, type, definition: url, expression, ...(targets && { targets }) });
  }
  return unfitComponents(components) ?? components;
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value)
    ? (value as readonly JsonValue[]).filter((each): each is string => typeof each === 'string')
    : [];
}

function shown(value: JsonValue | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200);
}
