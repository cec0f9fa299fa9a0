import type { Expression } from '../fhirpath/expression.js';
import { expressionText, unionOperands } from '../fhirpath/expression-text.js';
import { parseExpression } from '../fhirpath/parse-expression.js';
import type { SearchParameter } from './search-parameter.js';
import { searchParameters } from './search-parameters.js';

/** Parameters of the same resource type and parameter type whose values together are those of another. */
export interface DerivedParameter {
  /** Never empty; none of them is derived itself. */
  readonly sources: readonly string[];
  /**
   * Only references to resources of this type, which is what `where(resolve() is Patient)` asks for; absent: all
   * values.
   */
  readonly targetType?: string;
}

/** A parameter, taken apart. */
interface Parts {
  readonly name: string;
  /** Parameter type and, of a composite, the components: what two parameters need to have in common. */
  readonly form: string;
  readonly operands: readonly Expression[];
  readonly texts: ReadonlySet<string>;
}

function textOf(expression: string): string {
  return unionOperands(parseExpression(expression)).map(expressionText).sort().join('|');
}

function partsOf({ name, type, expression, components = [] }: SearchParameter): Parts {
  const operands = unionOperands(parseExpression(expression));
  const form = [type, ...components.map((component) => `${component.type} ${textOf(component.expression)}`)];
  return { name, form: form.join('\n'), operands, texts: new Set(operands.map(expressionText)) };
}

/** `X.subject` and `Patient` of `X.subject.where(resolve() is Patient)`. */
function narrowing(operand: Expression): { readonly source: string; readonly type: string } | undefined {
  if (operand.kind !== 'call' || operand.name !== 'where' || operand.source === undefined) return undefined;
  const [condition] = operand.arguments;
  if (condition?.kind !== 'type' || condition.operator !== 'is') return undefined;
  if (expressionText(condition.source) !== 'resolve()') return undefined;
  return { source: expressionText(operand.source), type: condition.type };
}

function isWithin(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((each) => all.has(each));
}

/** Parameters that have these operands among them and no others, the larger first, until all are there. */
function cover(wanted: ReadonlySet<string>, candidates: readonly Parts[]): readonly string[] | undefined {
  const left = new Set(wanted);
  const names: string[] = [];
  const fitting = candidates.filter(({ texts }) => isWithin(texts, wanted));
  for (const { name, texts } of fitting.sort((a, b) => b.texts.size - a.texts.size)) {
    if (![...texts].some((text) => left.has(text))) continue;
    names.push(name);
    for (const text of texts) left.delete(text);
  }
  return left.size === 0 ? names : undefined;
}

type Derivations = ReadonlyMap<string, DerivedParameter>;

function findDerivation(parts: Parts, all: readonly Parts[]): DerivedParameter | undefined {
  // Of parameters that are the same, the first keeps its values.
  const position = all.indexOf(parts);
  const candidates = all.filter(
    (other, index) =>
      other.form === parts.form &&
      other !== parts &&
      (index < position || !isWithin(parts.texts, other.texts)),
  );
  const sources = cover(parts.texts, candidates);
  if (sources !== undefined) return { sources };
  const narrowed = parts.operands.map(narrowing);
  const targetType = narrowed[0]?.type;
  if (targetType === undefined || narrowed.some((each) => each?.type !== targetType)) return undefined;
  const narrowedSources = cover(new Set(narrowed.map((each) => each!.source)), candidates);
  return narrowedSources && { sources: narrowedSources, targetType };
}

/** Puts in the place of each source that is derived itself its own sources. */
function resolve(derived: DerivedParameter, found: Derivations): DerivedParameter | undefined {
  const sources = new Set<string>();
  const targetTypes = new Set<string | undefined>();
  for (const name of derived.sources) {
    const further = found.get(name);
    const resolved = further && resolve(further, found);
    if (further !== undefined && resolved === undefined) return undefined;
    for (const source of resolved?.sources ?? [name]) sources.add(source);
    targetTypes.add(resolved?.targetType ?? derived.targetType);
  }
  const [targetType, ...others] = targetTypes;
  if (others.length > 0) return undefined;
  return { sources: [...sources], ...(targetType !== undefined && { targetType }) };
}

function derivationsOf(type: string): Derivations {
  const all = [...searchParameters(type).values()]
    .filter(
      ({ expression, type: kind, name }) => expression !== '' && kind !== 'special' && !name.startsWith('_'),
    )
    .map(partsOf);
  const found = new Map<string, DerivedParameter>();
  for (const parts of all) {
    const derived = findDerivation(parts, all);
    if (derived !== undefined) found.set(parts.name, derived);
  }
  const resolved = new Map<string, DerivedParameter>();
  for (const [name, derived] of found) {
    const direct = resolve(derived, found);
    if (direct !== undefined) resolved.set(name, direct);
  }
  return resolved;
}

const known = new Map<string, Derivations>();

/**
 * The parameters that another one's values are all taken from, so that they need not be stored twice; undefined
 * for a parameter that has values of its own. Where `targetType` is given, the values are those of the sources
 * that refer to this type, by the reference itself or by its `Reference.type`.
 * @example derivedParameter('Observation', 'combo-code') // { sources: ['code', 'component-code'] }
 * @example derivedParameter('Condition', 'patient') // { sources: ['subject'], targetType: 'Patient' }
 */
export function derivedParameter(type: string, param: string): DerivedParameter | undefined {
  let derivations = known.get(type);
  if (derivations === undefined) {
    derivations = derivationsOf(type);
    // Only types of the specification: what is kept is bounded by it.
    if (searchParameters(type).size > 0) known.set(type, derivations);
  }
  return derivations.get(param);
}

/**
 * The sources of {@link derivedParameter}, whether they are narrowed to one type or not.
 * @example sameAs('Observation', 'combo-code') // ['code', 'component-code']
 */
export function sameAs(type: string, param: string): readonly string[] | undefined {
  return derivedParameter(type, param)?.sources;
}
