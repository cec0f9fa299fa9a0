import { setImmediate } from 'node:timers/promises';
import { isObject } from '../../json/json-kind.js';
import type { JsonObject } from '../../json/json-value.js';
import type { CompileBudget } from '../compile-budget.js';
import { contradicts, shown } from '../profile-fault.js';
import { constrainElement } from './constrain-element.js';
import { objectsOf, textOf, typesOf, without } from './element-json.js';
import { copyOf, elementId, ElementLocator, type ProfileElement, type ElementStep } from './element-tree.js';
import { contentOf } from './expand-element.js';
import type { ProfileTree } from './profile-tree.js';

/** Where the types' own trees come from while a differential is applied. */
export interface DifferentialContext {
  readonly budget: CompileBudget;
  tree(canonical: string): Promise<ProfileTree | undefined>;
}

const mostSlices = 5_000;

const slicingOnly: ReadonlySet<string> = new Set(['slicing']);

/** "The slicing of extensions is by url, and need not be said" (https://hl7.org/fhir/R4/profiling.html#slicing). */
const extensionSlicing: JsonObject = {
  discriminator: [{ type: 'value', path: 'url' }],
  ordered: false,
  rules: 'open',
};

const typeSlicing: JsonObject = {
  discriminator: [{ type: 'type', path: '$this' }],
  ordered: false,
  rules: 'open',
};

/** `valueQuantity` for `value[x]`: the type that it names, as the choice writes it. */
function typeNamed(name: string, choice: ProfileElement): string | undefined {
  const written = name.slice(choice.name.length - '[x]'.length);
  return typesOf(choice.element)
    .map(({ code }) => code)
    .find((code) => code.charAt(0).toUpperCase() + code.slice(1) === written);
}

/** The places of one differential in the tree that it changes. */
class Differential {
  /** Choices that the differential slices itself, by the path of its elements. */
  readonly #sliced: ReadonlySet<string>;
  /** Of each choice the types that are named in paths: `valueQuantity` alone narrows, two of them slice. */
  readonly #shortcuts = new Map<string, Set<string>>();

  constructor(
    private readonly context: DifferentialContext,
    elements: readonly JsonObject[],
  ) {
    const sliced = new Set<string>();
    for (const element of elements) {
      const path = textOf(element, 'path') ?? '';
      if (element['slicing'] !== undefined || element['sliceName'] !== undefined) sliced.add(path);
    }
    this.#sliced = sliced;
    const locator = new ElementLocator();
    for (const element of elements) {
      const steps = locator.stepsOf(element);
      steps.forEach((step, at) => {
        if (at === 0) return;
        const parent = elementId(steps.slice(0, at));
        let names = this.#shortcuts.get(parent);
        if (names === undefined) this.#shortcuts.set(parent, (names = new Set()));
        names.add(step.name);
      });
    }
  }

  /** The node that steps lead to, made where it is not there yet. */
  async place(root: ProfileElement, steps: readonly ElementStep[]): Promise<ProfileElement> {
    let node = root;
    let unsliced: ProfileElement | undefined;
    for (let at = 1; at < steps.length; at++) {
      await this.#expand(node, unsliced);
      const id = elementId(steps.slice(0, at + 1));
      const { name, sliceName } = steps[at]!;
      const children = node.children!;
      let child = children.find((each) => each.name === name);
      let slice = sliceName;
      if (child === undefined) {
        const choice = children.find(
          (each) =>
            each.name.endsWith('[x]') && name.startsWith(each.name.slice(0, -3)) && typeNamed(name, each),
        );
        if (choice === undefined) contradicts(`${id}: there is no such element in ${idOf(steps, at)}`);
        child = choice;
        slice ??= name;
        this.#sliceByType(choice, typeNamed(name, choice)!, slice, steps.slice(0, at), name);
      }
      unsliced = slice === undefined ? undefined : child;
      node = slice === undefined ? child : this.#slice(child, slice, id);
    }
    return node;
  }

  async #expand(node: ProfileElement, unsliced: ProfileElement | undefined): Promise<void> {
    if (node.children !== undefined) return;
    const content =
      unsliced?.children ?? (await contentOf(node, (canonical) => this.context.tree(canonical)));
    node.children = content.map((child) => this.#copy(child));
  }

  #copy(node: ProfileElement): ProfileElement {
    return copyOf(node, (count) => {
      this.context.budget.spendElements(count);
    });
  }

  /**
   * A path that names the type of a choice. Alone it says that no other type is allowed, as HL7's own snapshots
   * have it; where the differential slices the choice or names more types, it is one slice of several.
   */
  #sliceByType(
    choice: ProfileElement,
    type: string,
    sliceName: string,
    parent: readonly ElementStep[],
    name: string,
  ): void {
    const stem = choice.name.slice(0, -3);
    const parentId = elementId(parent);
    const others = [...(this.#shortcuts.get(parentId) ?? [])].filter(
      (each) => each !== name && each.startsWith(stem) && typeNamed(each, choice) !== undefined,
    );
    const path = [...parent.map((step) => step.name), ''].join('.');
    const { slicing } = choice.element;
    // What the base has divided already is only constrained further.
    const isDivided =
      choice.slices.some((slice) => slice.sliceName !== sliceName) ||
      (isObject(slicing) && slicing['rules'] !== 'closed');
    const isAlone =
      !isDivided &&
      others.length === 0 &&
      !this.#sliced.has(path + choice.name) &&
      !this.#sliced.has(path + name);
    choice.element = {
      ...choice.element,
      slicing: slicing ?? { ...typeSlicing, ...(isAlone && { rules: 'closed' }) },
      ...(isAlone && { type: rowsOf(choice.element, type) }),
    };
    if (choice.slices.every((slice) => slice.sliceName !== sliceName)) {
      const slice = this.#slice(choice, sliceName, `${parentId}.${choice.name}:${sliceName}`);
      slice.element = { ...slice.element, type: rowsOf(slice.element, type) };
    }
  }

  #slice(unsliced: ProfileElement, sliceName: string, id: string): ProfileElement {
    const known = unsliced.slices.find((each) => each.sliceName === sliceName);
    if (known !== undefined) return known;
    if (unsliced.slices.length >= mostSlices) contradicts(`${shown(id)}: has more than ${mostSlices} slices`);
    const slash = sliceName.lastIndexOf('/');
    const resliced = slash < 0 ? undefined : sliceName.slice(0, slash);
    const base = unsliced.slices.find((each) => each.sliceName === resliced) ?? unsliced;
    const element = without(base.element, slicingOnly);
    // The list needs its number of values, but no slice of it does before a profile says so.
    const slice: ProfileElement = {
      name: unsliced.name,
      sliceName,
      element: { ...element, min: 0 },
      children: base === unsliced ? undefined : base.children?.map((child) => this.#copy(child)),
      slices: [],
    };
    this.context.budget.spendElements(1);
    unsliced.slices.push(slice);
    if (unsliced.element['slicing'] === undefined) {
      const isExtension = unsliced.name === 'extension' || unsliced.name === 'modifierExtension';
      if (isExtension) unsliced.element = { ...unsliced.element, slicing: extensionSlicing };
      else if (unsliced.name.endsWith('[x]'))
        unsliced.element = { ...unsliced.element, slicing: typeSlicing };
    }
    return slice;
  }
}

function idOf(steps: readonly ElementStep[], length: number): string {
  return shown(elementId(steps.slice(0, length)));
}

function rowsOf(element: JsonObject, type: string): readonly JsonObject[] {
  return objectsOf(element, 'type').filter((row) => row['code'] === type);
}

/**
 * Works the elements of a differential into the tree of what it is based on.
 * @throws ProfileFault where it names what is not there, or allows what was not allowed
 * @see https://hl7.org/fhir/R4/profiling.html#snapshot
 */
export async function applyDifferential(
  root: ProfileElement,
  elements: readonly JsonObject[],
  context: DifferentialContext,
): Promise<void> {
  context.budget.spendElements(elements.length);
  const locator = new ElementLocator();
  const differential = new Differential(context, elements);
  for (const [at, element] of elements.entries()) {
    // Thousands of elements take a second, in which others want to be answered, too.
    if (at % 256 === 255) await setImmediate();
    const steps = locator.stepsOf(element);
    if (steps[0]!.name !== root.name)
      contradicts(`${shown(elementId(steps))}: the profile is about ${root.name}`);
    const node = await differential.place(root, steps);
    const isSlice = node.sliceName !== undefined;
    node.element = constrainElement(shown(elementId(steps)), node.element, element, isSlice);
  }
}
