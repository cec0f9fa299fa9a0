import { canonicalParts } from '../../conformance/conformance-source.js';
import type { JsonObject } from '../../json/json-value.js';
import type { SlicePath, SliceTest, ValueRules } from '../compiled-profile.js';
import { choiceOf, maxOf, minOf, textOf, typesOf } from '../snapshot/element-json.js';
import type { ProfileElement } from '../snapshot/element-tree.js';
import { contentOf } from '../snapshot/expand-element.js';
import { specifiedTree } from '../snapshot/specified-tree.js';
import { boundValueSet } from './compile-binding.js';
import { compileValue, typeOf } from './compile-value.js';
import type { ProfileCompiler } from './profile-compiler.js';
import { readSlicePath } from './slice-path.js';

const unknown: SliceTest = { kind: 'unknown' };

/** An element that a discriminator leads to, or what a reference on the way leads to. */
type Place =
  | { readonly kind: 'element'; readonly node: ProfileElement }
  | { readonly kind: 'targets'; readonly canonicals: readonly string[] };

/**
 * How the values of a slice are told from others.
 * @see https://hl7.org/fhir/R4/profiling.html#discriminator
 */
export async function sliceTests(
  compiler: ProfileCompiler,
  slice: ProfileElement,
  id: string,
  discriminators: readonly JsonObject[],
  value: ValueRules | undefined,
  index: number,
): Promise<readonly SliceTest[]> {
  // Without a discriminator a value belongs to the slice whose rules it meets.
  if (discriminators.length === 0) return value === undefined ? [] : [{ kind: 'rules', path: [], value }];
  const tests: SliceTest[] = [];
  for (const discriminator of discriminators) {
    const type = textOf(discriminator, 'type');
    const path = readSlicePath(textOf(discriminator, 'path') ?? '$this');
    if (type === 'position') tests.push({ kind: 'position', index });
    else if (path === undefined) tests.push(unknown);
    else tests.push(...(await testsOf(compiler, slice, id, type, path)));
  }
  // A discriminator that the slice says nothing of does not tell it; another has to.
  return tests.length === 0 ? [unknown] : tests;
}

async function testsOf(
  compiler: ProfileCompiler,
  slice: ProfileElement,
  id: string,
  type: string | undefined,
  path: SlicePath,
): Promise<readonly SliceTest[]> {
  const url = extensionUrl(slice, path);
  if (url !== undefined) return [{ kind: 'fixed', path, given: { suffix: 'Uri', value: url } }];
  const places = await placesOf(compiler, slice, path);
  const tests: SliceTest[] = [];
  for (const place of places) {
    const test = await testOf(compiler, place, id, type, path);
    if (test !== undefined) tests.push(test);
  }
  return tests;
}

/** The url of an extension that a slice names the definition of; the definition need not be known for that. */
function extensionUrl(slice: ProfileElement, path: SlicePath): string | undefined {
  const [step, ...others] = path;
  if (step?.kind !== 'child' || step.name !== 'url' || others.length > 0) return undefined;
  const [type, ...types] = typesOf(slice.element);
  const [profile, ...profiles] = type?.profile ?? [];
  if (type?.code !== 'Extension' || types.length > 0 || profiles.length > 0) return undefined;
  return profile === undefined ? undefined : canonicalParts(profile).url;
}

/** The definitions at the end of a path: the element's own, and those of slices that have to be there. */
async function placesOf(
  compiler: ProfileCompiler,
  slice: ProfileElement,
  path: SlicePath,
): Promise<readonly Place[]> {
  let places: Place[] = [{ kind: 'element', node: slice }];
  for (const step of path) {
    const next: Place[] = [];
    for (const place of places) {
      const nodes = await nodesOf(compiler, place);
      for (const node of nodes) {
        compiler.budget.spendElements(1);
        switch (step.kind) {
          case 'child':
            for (const child of await childrenOf(compiler, node))
              if (child.name === step.name || child.name === `${step.name}[x]`)
                next.push(...withSlices(child));
            break;
          case 'extension':
            for (const child of await childrenOf(compiler, node))
              if (child.name === 'extension')
                next.push(...child.slices.filter((each) => isOfUrl(each, step.url)).map(element));
            break;
          case 'type':
            next.push({ kind: 'element', node });
            break;
          case 'resolve':
            next.push({
              kind: 'targets',
              canonicals: typesOf(node.element).flatMap(({ targetProfile }) => targetProfile),
            });
            break;
          default:
            step satisfies never;
        }
      }
    }
    places = next.slice(0, 100);
  }
  return places;
}

function element(node: ProfileElement): Place {
  return { kind: 'element', node };
}

function withSlices(node: ProfileElement): readonly Place[] {
  return [node, ...node.slices.filter((slice) => minOf(slice.element) > 0)].map(element);
}

function isOfUrl(slice: ProfileElement, url: string): boolean {
  if (typesOf(slice.element).some(({ profile }) => profile.some((each) => canonicalParts(each).url === url)))
    return true;
  const child = slice.children?.find(({ name }) => name === 'url');
  return child !== undefined && choiceOf(child.element, 'fixed')?.value === url;
}

async function nodesOf(compiler: ProfileCompiler, place: Place): Promise<readonly ProfileElement[]> {
  if (place.kind === 'element') return [place.node];
  // One of several targets tells nothing for all of them.
  const [only, ...others] = place.canonicals;
  const tree = only === undefined || others.length > 0 ? undefined : await compiler.treeOf(only);
  return tree === undefined ? [] : [tree.root];
}

async function childrenOf(
  compiler: ProfileCompiler,
  node: ProfileElement,
): Promise<readonly ProfileElement[]> {
  return node.children ?? (await contentOf(node, (canonical) => compiler.treeOf(canonical)));
}

async function testOf(
  compiler: ProfileCompiler,
  place: Place,
  id: string,
  type: string | undefined,
  path: SlicePath,
): Promise<SliceTest | undefined> {
  if (type === 'type') return typeTest(compiler, place, path);
  if (type === 'profile') {
    const canonicals =
      place.kind === 'targets'
        ? place.canonicals
        : typesOf(place.node.element).flatMap(({ profile }) => profile);
    if (canonicals.length === 0) return undefined;
    return { kind: 'profiles', path, profiles: await compiler.links(canonicals) };
  }
  if (place.kind === 'targets') return undefined;
  if (type !== 'exists') return valueTest(compiler, place.node, id, path);
  if (maxOf(place.node.element) === 0) return { kind: 'exists', path, exists: false };
  return minOf(place.node.element) > 0 ? { kind: 'exists', path, exists: true } : undefined;
}

async function typeTest(
  compiler: ProfileCompiler,
  place: Place,
  path: SlicePath,
): Promise<SliceTest | undefined> {
  if (place.kind === 'element') {
    const types = typesOf(place.node.element).map(({ code }) => code);
    return types.length === 0 ? undefined : { kind: 'types', path, types: new Set(types) };
  }
  const targets = await compiler.targets(place.canonicals);
  const types = targets.flatMap((target) => target.type ?? []);
  return types.length === 0 || types.length < targets.length
    ? undefined
    : { kind: 'types', path, types: new Set(types) };
}

/** Value and pattern: whatever is given decides, be it fixed, a pattern, a value set or something further below. */
async function valueTest(
  compiler: ProfileCompiler,
  node: ProfileElement,
  id: string,
  path: SlicePath,
): Promise<SliceTest | undefined> {
  const fixed = choiceOf(node.element, 'fixed');
  if (fixed !== undefined) return { kind: 'fixed', path, given: fixed };
  const pattern = choiceOf(node.element, 'pattern');
  if (pattern !== undefined) return { kind: 'pattern', path, given: pattern };
  const bound = boundValueSet(node.element);
  if (bound?.strength === 'required') {
    const codes = await compiler.codes(bound.valueSet);
    return codes === undefined ? unknown : { kind: 'codes', path, codes };
  }
  const type = typeOf(node);
  const base = type === undefined ? undefined : specifiedTree(type);
  if (base === undefined || node.children === undefined) return undefined;
  const value = await compileValue(compiler, node, id, [base]);
  return value && { kind: 'rules', path, value };
}
