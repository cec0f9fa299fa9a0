import type { CodeSystemProvider } from './code-system-provider.js';
import type { Designation } from './concept.js';
import { bothOf, eitherOf, noneOf, type ConceptExpression } from './concept-expression.js';
import type { TerminologyFault } from './terminology-fault.js';

/** What a value set says itself of a code that it lists. */
export interface ListedConcept {
  readonly display?: string;
  readonly designations: readonly Designation[];
}

/** What a value set has of one code system. */
export interface ValueSetPart {
  readonly provider: CodeSystemProvider;
  /** The version that the value set names; absent: whichever there is. */
  readonly version?: string;
  readonly expression: ConceptExpression;
  readonly listed: ReadonlyMap<string, ListedConcept>;
}

/** A value set, worked out as far as can be done without going through code systems. */
export interface ValueSetContent {
  /** One for each code system and version. */
  readonly parts: readonly ValueSetPart[];
  /** There may be codes of any system besides: something that it includes is not known here. */
  readonly isOpen: boolean;
  /** What keeps it from being known whole. */
  readonly faults: readonly TerminologyFault[];
}

export const emptyContent: ValueSetContent = { parts: [], isOpen: false, faults: [] };

/** All that can be said of a value set that is not known. */
export function unknownContent(fault: TerminologyFault): ValueSetContent {
  return { parts: [], isOpen: true, faults: [fault] };
}

/** Whether two parts are of one code system, as far as their versions say. */
function areOfOneSystem(a: ValueSetPart, b: ValueSetPart): boolean {
  const isSameVersion = a.version === undefined || b.version === undefined || a.version === b.version;
  return a.provider.system === b.provider.system && isSameVersion;
}

/** Codes that are in one of them. */
export function uniteContents(contents: readonly ValueSetContent[]): ValueSetContent {
  const groups = new Map<string, ValueSetPart[]>();
  for (const part of contents.flatMap(({ parts }) => parts)) {
    const key = JSON.stringify([part.provider.system, part.version]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [part]);
    else group.push(part);
  }
  const parts = [...groups.values()].map((group): ValueSetPart => {
    const [first] = group as [ValueSetPart];
    if (group.length === 1) return first;
    return {
      ...first,
      expression: eitherOf(group.map(({ expression }) => expression)),
      listed: new Map(group.flatMap(({ listed }) => [...listed])),
    };
  });
  return {
    parts,
    isOpen: contents.some(({ isOpen }) => isOpen),
    faults: contents.flatMap(({ faults }) => faults),
  };
}

/** Codes that are in both. */
export function intersectContents(a: ValueSetContent, b: ValueSetContent): ValueSetContent {
  const parts: ValueSetPart[] = [];
  for (const one of a.parts)
    for (const other of b.parts)
      if (areOfOneSystem(one, other))
        parts.push({
          ...(one.version === undefined ? other : one),
          expression: bothOf(one.expression, other.expression),
          listed: new Map([...other.listed, ...one.listed]),
        });
  // What is in one of them may be in the other as well, where that is not wholly known.
  if (b.isOpen) parts.push(...a.parts.map(inDoubt));
  if (a.isOpen) parts.push(...b.parts.map(inDoubt));
  return {
    ...uniteContents([{ parts, isOpen: false, faults: [] }]),
    isOpen: a.isOpen && b.isOpen,
    faults: [...a.faults, ...b.faults],
  };
}

/** Codes that are in the first and not in the second. */
export function subtractContents(a: ValueSetContent, b: ValueSetContent): ValueSetContent {
  const parts: ValueSetPart[] = [];
  for (const part of a.parts) {
    const excluded = b.parts
      .filter((other) => areOfOneSystem(part, other))
      .map(({ expression }) => expression);
    // Whatever is said to be of the system, known there or not, is left out with the whole of it.
    if (excluded.some(({ kind }) => kind === 'all')) continue;
    const left =
      excluded.length === 0 ? part.expression : bothOf(part.expression, noneOf(eitherOf(excluded)));
    parts.push(b.isOpen ? inDoubt({ ...part, expression: left }) : { ...part, expression: left });
  }
  return { parts, isOpen: a.isOpen, faults: [...a.faults, ...b.faults] };
}

/** Those of the part that may be there, of which it cannot be said that they are. */
function inDoubt(part: ValueSetPart): ValueSetPart {
  return { ...part, expression: { kind: 'and', of: [part.expression, { kind: 'unknown' }] } };
}

/** Without what is not approved for use. */
export function activeContent(content: ValueSetContent): ValueSetContent {
  const parts = content.parts.map((part) => ({
    ...part,
    expression: bothOf(part.expression, { kind: 'active' }),
  }));
  return { ...content, parts };
}

/** How many codes stand in it by name: what keeping it costs. */
export function listedSize({ parts }: ValueSetContent): number {
  const sizeOf = (expression: ConceptExpression): number => {
    switch (expression.kind) {
      case 'codes':
        return expression.codes.size;
      case 'and':
      case 'or':
        return expression.of.reduce((sum, each) => sum + sizeOf(each), 0);
      case 'not':
        return sizeOf(expression.of);
      case 'all':
      case 'active':
      case 'unknown':
      case 'filter':
        return 1;
      default:
        return expression satisfies never;
    }
  };
  return parts.reduce((sum, { expression }) => sum + sizeOf(expression), 0);
}
