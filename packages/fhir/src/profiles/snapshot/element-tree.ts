import type { JsonObject } from '../../json/json-value.js';
import { contradicts, shown } from '../profile-fault.js';
import { textOf, without } from './element-json.js';

/** An element of a profile with what stands below it. */
export interface ProfileElement {
  /** As in the path: `name`, `value[x]`; of the root the type. */
  readonly name: string;
  readonly sliceName: string | undefined;
  /** The ElementDefinition, its id and path aside. */
  element: JsonObject;
  /** Undefined: nothing is said about what is below, beyond what its type says. */
  children: ProfileElement[] | undefined;
  /** Slices, and slices of slices (`a/b`), in order. */
  slices: ProfileElement[];
}

/** One step of an element's id: `extension:race` is name and slice. */
export interface ElementStep {
  readonly name: string;
  readonly sliceName: string | undefined;
}

const mostSteps = 64;

function stepsOfId(id: string): readonly ElementStep[] {
  return id.split('.').map((segment) => {
    const colon = segment.indexOf(':');
    return colon < 0
      ? { name: segment, sliceName: undefined }
      : { name: segment.slice(0, colon), sliceName: segment.slice(colon + 1) };
  });
}

/**
 * Where the elements of a list stand. Ids tell it by their form
 * (https://hl7.org/fhir/R4/elementdefinition.html#id); where one is missing or is another's, the path and the
 * slice that was named last on the way do.
 */
export class ElementLocator {
  readonly #slices = new Map<string, string>();

  stepsOf(element: JsonObject): readonly ElementStep[] {
    const path = textOf(element, 'path') ?? '';
    const sliceName = textOf(element, 'sliceName');
    const names = path.split('.');
    if (path === '' || names.length > mostSteps)
      contradicts(`An element has the path "${shown(path)}", which is no path of an element`);
    for (const known of this.#slices.keys())
      if (known === path || !path.startsWith(`${known}.`)) this.#slices.delete(known);
    const id = textOf(element, 'id');
    const told = id === undefined ? undefined : stepsOfId(id);
    const isTold =
      told?.length === names.length &&
      told.every((step, at) => step.name === names[at]) &&
      (sliceName === undefined || told.at(-1)!.sliceName === sliceName);
    let prefix = '';
    const steps = names.map((name, at) => {
      prefix = at === 0 ? name : `${prefix}.${name}`;
      const last = at === names.length - 1 ? sliceName : this.#slices.get(prefix);
      const slice = isTold ? told[at]!.sliceName : last;
      if (slice !== undefined) this.#slices.set(prefix, slice);
      return { name, sliceName: slice };
    });
    return steps;
  }
}

/** The tree of a snapshot. */
export function readElementTree(elements: readonly JsonObject[]): ProfileElement {
  const locator = new ElementLocator();
  let root: ProfileElement | undefined;
  for (const element of elements) {
    const steps = locator.stepsOf(element);
    if (root === undefined) {
      if (steps.length !== 1) contradicts('The first element of the snapshot is not the root');
      root = newNode(steps[0]!, element);
      continue;
    }
    let node = root;
    for (let at = 1; at < steps.length; at++) {
      const step = steps[at]!;
      const isLast = at === steps.length - 1;
      let child = node.children?.find(({ name }) => name === step.name);
      if (child === undefined) {
        if (!isLast) contradicts(`${elementId(steps)}: the snapshot has no element that it is part of`);
        // Two profiles of R4 itself (catalog, familymemberhistory-genetic) have a slice of what they do not list.
        const unsliced = step.sliceName === undefined ? element : { ...element, min: 0 };
        child = newNode({ name: step.name, sliceName: undefined }, unsliced);
        (node.children ??= []).push(child);
        if (step.sliceName === undefined) break;
      }
      if (step.sliceName !== undefined) {
        let slice = child.slices.find(({ sliceName }) => sliceName === step.sliceName);
        if (slice === undefined) {
          if (!isLast) contradicts(`${elementId(steps)}: the snapshot has no slice that it is part of`);
          slice = newNode(step, element);
          child.slices.push(slice);
        }
        child = slice;
      }
      node = child;
    }
  }
  return root ?? contradicts('The snapshot has no elements');
}

function newNode({ name, sliceName }: ElementStep, element: JsonObject): ProfileElement {
  return { name, sliceName, element, children: undefined, slices: [] };
}

/** A copy whose nodes can be changed; the definitions in it are shared, for they are replaced, never changed. */
export function copyOf(node: ProfileElement, spend: (count: number) => void): ProfileElement {
  spend(1);
  return {
    ...node,
    children: node.children?.map((child) => copyOf(child, spend)),
    slices: node.slices.map((slice) => copyOf(slice, spend)),
  };
}

/** `Patient.extension:race`. */
export function elementId(steps: readonly ElementStep[]): string {
  return steps
    .map(({ name, sliceName }) => (sliceName === undefined ? name : `${name}:${sliceName}`))
    .join('.');
}

const places: ReadonlySet<string> = new Set(['id', 'path', 'sliceName']);

/** The list of a tree, as a snapshot has it: an element, what is below it, its slices. */
export function listElements(root: ProfileElement): readonly JsonObject[] {
  const list: JsonObject[] = [];
  const add = (node: ProfileElement, parentId: string, parentPath: string): void => {
    const rest = without(node.element, places);
    const own = node.sliceName === undefined ? node.name : `${node.name}:${node.sliceName}`;
    const id = parentId === '' ? own : `${parentId}.${own}`;
    const path = parentPath === '' ? node.name : `${parentPath}.${node.name}`;
    list.push({ id, path, ...(node.sliceName !== undefined && { sliceName: node.sliceName }), ...rest });
    for (const child of node.children ?? []) add(child, id, path);
    for (const slice of node.slices) add(slice, parentId, parentPath);
  };
  add(root, '', '');
  return list;
}
