import { isObject } from '../../json/json-kind.js';
import type { JsonValue } from '../../json/json-value.js';
import type { Slice, SlicePath, Slicing } from '../compiled-profile.js';
import { maxOf, minOf, objectsOf, textOf } from '../snapshot/element-json.js';
import type { ProfileElement } from '../snapshot/element-tree.js';
import type { Baseline } from './baseline.js';
import { sliceTests } from './compile-slice-tests.js';
import { compileValue } from './compile-value.js';
import type { ProfileCompiler } from './profile-compiler.js';

/** The slices of a list; undefined where there are none. */
export async function compileSlicing(
  compiler: ProfileCompiler,
  node: ProfileElement,
  id: string,
  baseline: Baseline,
): Promise<Slicing | undefined> {
  const bySlice = slicesWithin(node.slices);
  const compile = async (sliced: ProfileElement, within: Baseline): Promise<Slicing | undefined> => {
    const slices = bySlice.get(sliced.sliceName) ?? [];
    const { slicing } = sliced.element;
    // A list that is divided, but not yet into anything, is left to other profiles.
    if (slices.length === 0) return undefined;
    const stated = isObject(slicing) ? slicing : {};
    const discriminators = objectsOf(stated, 'discriminator');
    const compiled: Slice[] = [];
    for (const [index, slice] of slices.entries()) {
      const sliceId = `${id}:${slice.sliceName!}`;
      const value = await compileValue(compiler, slice, sliceId, within);
      compiled.push({
        name: sliceId,
        min: minOf(slice.element),
        max: maxOf(slice.element) ?? Infinity,
        tests: await sliceTests(compiler, slice, sliceId, discriminators, value, index),
        value,
        slicing: await compile(slice, [...within, slice]),
      });
    }
    const rules = textOf(stated, 'rules');
    return {
      rules: rules === 'closed' || rules === 'openAtEnd' ? rules : 'open',
      ordered: stated['ordered'] === true,
      slices: compiled,
      byValue: byValue(compiled),
    };
  };
  return compile(node, [...baseline, node]);
}

/** Slices by the name of the slice that they are part of: `a/b` of `a`; of none the slices of the list itself. */
function slicesWithin(
  slices: readonly ProfileElement[],
): ReadonlyMap<string | undefined, readonly ProfileElement[]> {
  const names = new Set(slices.map(({ sliceName }) => sliceName));
  const within = new Map<string | undefined, ProfileElement[]>();
  for (const slice of slices) {
    const end = slice.sliceName!.lastIndexOf('/');
    const above = end < 0 ? undefined : slice.sliceName!.slice(0, end);
    const key = names.has(above) ? above : undefined;
    const list = within.get(key);
    if (list === undefined) within.set(key, [slice]);
    else list.push(slice);
  }
  return within;
}

/** Where each slice is told by one plain value at the same path, they are looked up by it: extensions by url. */
function byValue(slices: readonly Slice[]): Slicing['byValue'] {
  let path: SlicePath | undefined;
  const found = new Map<JsonValue, number>();
  for (const [index, { tests }] of slices.entries()) {
    const [test, ...others] = tests;
    if (test?.kind !== 'fixed' || others.length > 0 || isStructured(test.given.value)) return undefined;
    path ??= test.path;
    if (JSON.stringify(path) !== JSON.stringify(test.path) || found.has(test.given.value)) return undefined;
    found.set(test.given.value, index);
  }
  return path && { path, slices: found };
}

function isStructured(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null;
}
