import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { canonicalParts } from '../conformance/conformance-source.js';
import { itemsOf } from './code-system.js';
import { noVersionRules, type CodeSystems, type VersionRules } from './code-systems.js';
import { allConcepts, bothOf, type ConceptExpression } from './concept-expression.js';
import type { Designation } from './concept.js';
import { implicitValueSet } from './implicit-value-set.js';
import { storedExpansion } from './stored-expansion.js';
import { findConformance, type TerminologySource } from './terminology-source.js';
import type { TerminologyFault } from './terminology-fault.js';
import { needed } from './unknown-code-system.js';
import {
  activeContent,
  emptyContent,
  intersectContents,
  listedSize,
  subtractContents,
  uniteContents,
  unknownContent,
  type ListedConcept,
  type ValueSetContent,
} from './value-set-content.js';

/** Codes and parts that are gone through for one value set: some seconds at most. */
const maxSteps = 5_000_000;

/** Value sets that one may lead to, by including one another. */
const maxValueSets = 200;

/** The way from the value set that was asked for to the one being worked out, and what it cost so far. */
interface Way {
  readonly path: readonly string[];
  readonly spent: { steps: number; valueSets: number };
}

/** Counts what is gone through, so that no definition keeps the program from its other work. */
function spend({ spent }: Way, steps: number): TerminologyFault | undefined {
  spent.steps += steps;
  return spent.steps > maxSteps
    ? { code: 'too-costly', fault: 'takes too many steps to be worked out' }
    : undefined;
}

/** Works out value sets for one piece of work; what was worked out is kept for the rest of it. */
export interface ValueSetCompiler {
  /** A value set by `ValueSet/id` or canonical URL; where there is none, its faults say so. */
  byReference(reference: string): Promise<ValueSetContent>;
  /** A value set that was brought along. */
  ofTree(tree: JsonObject): Promise<ValueSetContent>;
  /** The resource that a reference leads to, where it is one. */
  treeOf(reference: string): Promise<JsonObject | undefined>;
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value)
    ? (value as readonly JsonValue[]).filter((each) => typeof each === 'string')
    : [];
}

/** @see https://hl7.org/fhir/R4/valueset.html#compositions */
export function createValueSetCompiler(
  source: TerminologySource,
  systems: CodeSystems,
  rules: VersionRules = noVersionRules,
): ValueSetCompiler {
  const known = new Map<string, ValueSetContent>();
  async function systemPart(include: JsonObject, way: Way): Promise<ValueSetContent | undefined> {
    const { system } = include;
    if (typeof system !== 'string') return undefined;
    const own = typeof include['version'] === 'string' ? include['version'] : undefined;
    const version = rules.forced.get(system) ?? own ?? rules.fallback.get(system);
    const provider = await systems.find(system, version);
    const checked = rules.checked.get(system);
    const used = version ?? provider.version;
    if (checked !== undefined && used !== checked)
      return unknownContent({
        code: 'invalid',
        fault: `has codes of version ${used ?? '(unknown)'} of ${system}, and the version is checked to be ${checked}`,
      });
    const part = {
      provider,
      ...(version !== undefined && { version }),
      listed: new Map<string, ListedConcept>(),
    };
    const concepts = itemsOf(include['concept']);
    if (concepts.length > 0) {
      const tooMuch = spend(way, concepts.length);
      if (tooMuch !== undefined) return unknownContent(tooMuch);
      const listed = listedConcepts(concepts, provider.ownCode);
      const expression: ConceptExpression = { kind: 'codes', codes: new Set(listed.keys()) };
      return { ...emptyContent, parts: [{ ...part, expression, listed }] };
    }
    const filters = itemsOf(include['filter']);
    let expression = allConcepts;
    const faults: TerminologyFault[] = [];
    for (const { property, op, value } of filters) {
      if (typeof property !== 'string' || typeof op !== 'string' || typeof value !== 'string') {
        faults.push({ code: 'invalid', fault: 'has a filter without a property, an operator or a value' });
        expression = bothOf(expression, { kind: 'unknown' });
      } else expression = bothOf(expression, { kind: 'filter', filter: { property, op, value } });
    }
    if (filters.length > 0 && provider.coverage === 'none')
      faults.push({ code: 'not-found', fault: needed(system, version) });
    return { parts: [{ ...part, expression }], isOpen: false, faults };
  }

  /** What is of the system and in every one of the value sets. */
  async function partOf(include: JsonObject, way: Way): Promise<ValueSetContent> {
    let content = await systemPart(include, way);
    for (const canonical of textsOf(include['valueSet'])) {
      const other = await included(canonical, way);
      const tooMuch = spend(way, listedSize(other));
      if (tooMuch !== undefined) return unknownContent(tooMuch);
      content = content === undefined ? other : intersectContents(content, other);
    }
    return (
      content ?? unknownContent({ code: 'invalid', fault: 'includes neither a code system nor a value set' })
    );
  }

  async function united(parts: readonly JsonObject[], way: Way): Promise<ValueSetContent> {
    const contents: ValueSetContent[] = [];
    for (const part of parts) contents.push(await partOf(part, way));
    return uniteContents(contents);
  }

  async function composed(compose: JsonObject, way: Way): Promise<ValueSetContent> {
    const includes = await united(itemsOf(compose['include']), way);
    const excludes = await united(itemsOf(compose['exclude']), way);
    const content = subtractContents(includes, excludes);
    return compose['inactive'] === false ? activeContent(content) : content;
  }

  async function contentOf(tree: JsonObject, way: Way): Promise<ValueSetContent> {
    const { compose } = tree;
    const content = isObject(compose) ? await composed(compose, way) : undefined;
    if (content?.faults.length === 0) return content;
    // Whoever expanded it may have had the code systems that are not here.
    const expansion = storedExpansion(tree);
    if (expansion === undefined)
      return (
        content ??
        unknownContent({
          code: 'not-found',
          fault: 'has neither a definition (compose) nor an expansion that is complete',
        })
      );
    const parts = [];
    for (const [system, listed] of expansion) {
      const expression: ConceptExpression = { kind: 'codes', codes: new Set(listed.keys()) };
      parts.push({ provider: await systems.find(system), expression, listed });
    }
    return { parts, isOpen: false, faults: [] };
  }

  async function treeOf(reference: string): Promise<JsonObject | undefined> {
    const id = /^ValueSet\/([A-Za-z0-9\-.]{1,64})$/.exec(reference)?.[1];
    return id === undefined
      ? findConformance(source, 'ValueSet', canonicalParts(reference))
      : source.find('ValueSet', { id });
  }

  async function find(reference: string, way: Way): Promise<ValueSetContent> {
    const tree = await treeOf(reference);
    if (tree !== undefined) return contentOf(tree, way);
    const implicit = implicitValueSet(reference);
    if (implicit !== undefined) return partOf(implicit, way);
    return unknownContent({ code: 'not-found', fault: 'is not in this data store' });
  }

  function named(reference: string, content: ValueSetContent): ValueSetContent {
    const faults = content.faults.map(({ code, fault }) => ({
      code,
      fault: fault.startsWith('the value set') ? fault : `the value set ${reference} ${fault}`,
    }));
    return { ...content, faults };
  }

  async function included(reference: string, way: Way): Promise<ValueSetContent> {
    const before = known.get(reference);
    if (before !== undefined) return before;
    if (way.path.includes(reference))
      return named(reference, unknownContent({ code: 'invalid', fault: 'includes itself' }));
    way.spent.valueSets++;
    if (way.spent.valueSets > maxValueSets)
      return named(
        reference,
        unknownContent({
          code: 'too-costly',
          fault: `is one of more than ${maxValueSets} that the first one leads to`,
        }),
      );
    const found = await find(reference, { ...way, path: [...way.path, reference] });
    const content = named(reference, found);
    known.set(reference, content);
    return content;
  }

  const start = (): Way => ({ path: [], spent: { steps: 0, valueSets: 0 } });
  return {
    byReference: (reference) => included(reference, start()),
    ofTree: (tree) => contentOf(tree, start()),
    treeOf,
  };
}

function listedConcepts(
  concepts: readonly JsonObject[],
  ownCode: (code: string) => string = (code) => code,
): Map<string, ListedConcept> {
  const listed = new Map<string, ListedConcept>();
  for (const { code, display, designation } of concepts) {
    if (typeof code !== 'string') continue;
    const designations = itemsOf(designation).flatMap(({ language, use, value }): Designation[] =>
      typeof value === 'string'
        ? [{ value, ...(typeof language === 'string' && { language }), ...(isObject(use) && { use }) }]
        : [],
    );
    listed.set(ownCode(code), { ...(typeof display === 'string' && { display }), designations });
  }
  return listed;
}
