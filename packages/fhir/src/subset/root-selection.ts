import { r4 } from '../definitions/r4.js';
import type { ElementDefinition } from '../definitions/structure-definition.js';
import { jsonMembers } from './json-members.js';
import { wholeMembers, type Selection } from './selection.js';
import type { Subset } from './subset.js';
import { summarySelection } from './summary-selection.js';

/**
 * What stays whatever is asked for: the identity, and the two modifiers that every resource can
 * have. Without them the rest could be read as saying what it does not say.
 * @see https://hl7.org/fhir/R4/conformance-rules.html#isModifier
 */
const indispensable: ReadonlySet<string> = new Set(['id', 'meta', 'implicitRules', 'modifierExtension']);

function elementsOf(type: string): readonly ElementDefinition[] {
  const definition = r4.structure(type);
  if (definition?.kind !== 'resource') throw new Error(`${type} is not a resource type`);
  return definition.elements;
}

/** The keys of the elements that have one of these names, and of those that always stay. */
function namedMembers(type: string, names: readonly string[]): Selection {
  const asked = new Set(names);
  const keys = elementsOf(type).flatMap((element) => {
    const { name, isChoice, isRequired } = element;
    const isKept =
      isRequired || indispensable.has(name) || asked.has(name) || (isChoice && asked.has(`${name}[x]`));
    return jsonMembers(element)
      .filter(({ key }) => isKept || asked.has(key))
      .flatMap((member) => member.keys);
  });
  return wholeMembers(['resourceType', ...keys]);
}

const withoutText: Selection = { kept: (key) => (key === 'text' ? undefined : 'whole') };

const textSelections = new Map<string, Selection>();

/** By what was asked for, so that a page of resources is looked up once for each of its types. */
const namedSelections = new WeakMap<readonly string[], Map<string, Selection>>();

function remembered(known: Map<string, Selection>, type: string, names: readonly string[]): Selection {
  const selection = known.get(type) ?? namedMembers(type, names);
  known.set(type, selection);
  return selection;
}

/**
 * The members at the root of a resource that stay, or undefined where all do.
 * @throws Error if there is no such resource type.
 */
export function rootSelection(type: string, what: Subset): Selection | undefined {
  if ('elements' in what) {
    let known = namedSelections.get(what.elements);
    if (known === undefined) namedSelections.set(what.elements, (known = new Map<string, Selection>()));
    return remembered(known, type, what.elements);
  }
  switch (what.summary) {
    case 'true':
      return summarySelection(type);
    case 'text':
      return remembered(textSelections, type, ['text']);
    case 'data':
      return withoutText;
    case 'false':
      return undefined;
    default:
      return what.summary satisfies never;
  }
}
