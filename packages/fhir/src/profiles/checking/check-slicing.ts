import type { ElementNode } from '../../fhirpath/evaluation/element-node.js';
import type { MemberRule, Slice, Slicing } from '../compiled-profile.js';
import type { CheckRun } from './check-run.js';
import { checkItem } from './check-member.js';
import { belongsTo, valuesAt } from './slice-match.js';

/** The slice that a value belongs to, by its place among them; else those of which it cannot be told. */
interface Belonging {
  readonly slice?: number;
  readonly perhaps: readonly number[] | 'any';
}

const none: Belonging = { perhaps: [] };
const untold: Belonging = { perhaps: 'any' };

/** One value of the list, with its place in it. */
interface Member {
  readonly node: ElementNode;
  readonly index: number;
}

/**
 * Divides the values of a list into its slices, and checks each slice.
 * @see https://hl7.org/fhir/R4/profiling.html#slicing
 */
export function checkSlicing(
  run: CheckRun,
  list: MemberRule,
  slicing: Slicing,
  nodes: readonly ElementNode[],
): void {
  checkMembers(
    run,
    list,
    slicing,
    nodes.map((node, index) => ({ node, index })),
  );
}

function checkMembers(run: CheckRun, list: MemberRule, slicing: Slicing, members: readonly Member[]): void {
  const { repeats } = list;
  const bySlice = new Map<number, Member[]>();
  const perhaps = new Set<number | 'any'>();
  let isPastSlices = false;
  let last = 0;
  for (const member of members) {
    if (run.isDone) return;
    if (repeats) run.at(member.index);
    const belonging = belongingOf(run, slicing, member);
    const { slice } = belonging;
    if (slice === undefined && belonging.perhaps.length > 0) {
      for (const each of belonging.perhaps === 'any' ? (['any'] as const) : belonging.perhaps)
        perhaps.add(each);
    } else if (slice === undefined) {
      isPastSlices = true;
      if (slicing.rules === 'closed')
        run.add(
          'structure',
          'slice-not-found',
          `belongs to none of ${namesOf(slicing)}, and no others are allowed`,
        );
    } else {
      const { name } = slicing.slices[slice]!;
      if (slicing.rules === 'openAtEnd' && isPastSlices)
        run.add('structure', 'slice-order', `belongs to ${name}, but comes after what belongs to no slice`);
      if (slicing.ordered && slice < last)
        run.add(
          'structure',
          'slice-order',
          `belongs to ${name}, but comes after ${slicing.slices[last]!.name}`,
        );
      last = Math.max(last, slice);
      const list = bySlice.get(slice);
      if (list === undefined) bySlice.set(slice, [member]);
      else list.push(member);
    }
  }
  if (repeats) run.at(-1);
  for (const [index, slice] of slicing.slices.entries()) {
    if (run.isDone) return;
    checkSlice(run, list, slice, bySlice.get(index) ?? [], perhaps.has(index) || perhaps.has('any'));
  }
}

function belongingOf(run: CheckRun, slicing: Slicing, { node, index }: Member): Belonging {
  const { byValue, slices } = slicing;
  if (byValue !== undefined) {
    if (!run.step(1)) return untold;
    const found = valuesAt(run, node, byValue.path);
    if (found === undefined) return untold;
    for (const { value } of found) {
      const slice = value === undefined ? undefined : byValue.slices.get(value);
      if (slice !== undefined) return { slice, perhaps: [] };
    }
    return none;
  }
  let match: number | undefined;
  const perhaps: number[] = [];
  for (let at = 0; at < slices.length; at++) {
    if (!run.step(1)) return untold;
    const belongs = belongsTo(run, node, slices[at]!, index);
    if (belongs === undefined) perhaps.push(at);
    if (belongs !== true) continue;
    if (match !== undefined) {
      const names = `${slices[match]!.name} and ${slices[at]!.name}`;
      run.add('structure', 'slice-ambiguous', `belongs to more than one slice: ${names}`);
      break;
    }
    match = at;
  }
  if (match !== undefined) return { slice: match, perhaps };
  return perhaps.length === 0 ? none : { perhaps };
}

function checkSlice(
  run: CheckRun,
  list: MemberRule,
  slice: Slice,
  members: readonly Member[],
  mayHaveMore: boolean,
): void {
  const { repeats } = list;
  const { name, min, max, value, slicing } = slice;
  const { place } = run;
  run.place = name;
  const count = members.length;
  // Values that may belong to it, or not, are not missing.
  if (count < min && !mayHaveMore)
    run.add(
      'required',
      'slice-missing',
      `has ${count} values of the slice ${name}, but needs at least ${min}`,
    );
  if (count > max)
    run.add(
      'structure',
      'slice-too-many',
      `has ${count} values of the slice ${name}, but ${max} at most are allowed`,
    );
  if (value !== undefined)
    for (const member of members) {
      if (repeats) run.at(member.index);
      checkItem(run, list, member.node, value);
    }
  if (repeats) run.at(-1);
  if (slicing !== undefined) checkMembers(run, list, slicing, members);
  run.place = place;
}

function namesOf({ slices }: Slicing): string {
  const names = slices.slice(0, 10).map(({ name }) => name);
  return names.length < slices.length
    ? `${names.join(', ')} and ${slices.length - 10} others`
    : names.join(', ');
}
