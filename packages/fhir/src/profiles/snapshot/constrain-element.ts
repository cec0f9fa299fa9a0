import { isObject } from '../../json/json-kind.js';
import type { JsonObject, JsonValue } from '../../json/json-value.js';
import { isSameValue } from '../checking/given-value.js';
import { contradicts, shown } from '../profile-fault.js';
import { choiceOf, maxOf, minOf, objectsOf, textOf, typesOf, without } from './element-json.js';
import { typeWithBases } from './specified-tree.js';

/** Members of a differential's element that say where it stands, not what it demands. */
const places: ReadonlySet<string> = new Set(['id', 'path', 'sliceName', 'base', 'contentReference']);

/** What adds up along the line of profiles: each may demand more, none takes a demand back. */
const accumulated: ReadonlySet<string> = new Set(['constraint', 'condition', 'mapping', 'alias', 'example']);

/** Whether a type is one of those allowed, or a special case of one. */
function isAllowed(code: string, allowed: readonly string[]): boolean {
  // id and url of elements are of types of FHIRPath's own in the definitions of HL7.
  return (
    allowed.some((each) => each.startsWith('http://hl7.org/fhirpath/')) ||
    typeWithBases(code).some((each) => allowed.includes(each))
  );
}

function checkTypes(id: string, base: JsonObject, differential: JsonObject): void {
  const before = typesOf(base).map(({ code }) => code);
  if (before.length === 0) return;
  for (const { code } of typesOf(differential))
    if (!isAllowed(code, before))
      contradicts(
        `${id}: the type ${shown(code)} is none that the element may have (${before.slice(0, 20).join(', ')})`,
      );
}

function checkCardinality(id: string, base: JsonObject, differential: JsonObject, isSlice: boolean): void {
  const max = maxOf(differential);
  const maxBefore = maxOf(base);
  const min = differential['min'] === undefined ? undefined : minOf(differential);
  // The least number of a slice is its own; it cannot be wider than the list that it is part of.
  if (!isSlice && min !== undefined && min < minOf(base))
    contradicts(`${id}: min ${min} is less than the ${minOf(base)} that the element needs before`);
  if (max !== undefined && maxBefore !== undefined && max > maxBefore)
    contradicts(`${id}: max ${textOf(differential, 'max')!} is more than ${textOf(base, 'max')!} of before`);
  const least = min ?? minOf(base);
  const most = max ?? maxBefore;
  if (most !== undefined && least > most)
    contradicts(`${id}: needs at least ${least} values, and may have ${most} at most`);
}

function checkFixed(id: string, base: JsonObject, differential: JsonObject): void {
  const [before, after] = [choiceOf(base, 'fixed'), choiceOf(differential, 'fixed')];
  if (before === undefined || after === undefined || isSameValue(after.value, before.value)) return;
  contradicts(`${id}: the value is fixed before, and to another one`);
}

/** Constraints by key; a key that is there again replaces what it meant. */
function added(name: string, base: JsonObject, differential: JsonObject): readonly JsonValue[] {
  const before = base[name];
  const after = differential[name];
  const list = Array.isArray(before) ? [...(before as readonly JsonValue[])] : [];
  if (name !== 'constraint') {
    const more = Array.isArray(after) ? (after as readonly JsonValue[]) : [];
    return [...list, ...more.filter((each) => !list.includes(each))];
  }
  const keys = new Set(objectsOf(differential, 'constraint').map(({ key }) => key));
  return [
    ...list.filter((each) => !(isObject(each) && keys.has(each['key']))),
    ...objectsOf(differential, 'constraint'),
  ];
}

/**
 * An element with what a differential says of it: what is said replaces, constraints add up.
 * @throws ProfileFault where the differential allows what was not allowed before.
 * @see https://hl7.org/fhir/R4/profiling.html#snapshot
 */
export function constrainElement(
  id: string,
  base: JsonObject,
  differential: JsonObject,
  isSlice: boolean,
): JsonObject {
  checkCardinality(id, base, differential, isSlice);
  checkTypes(id, base, differential);
  checkFixed(id, base, differential);
  const result: Record<string, JsonValue | undefined> = { ...base };
  for (const [name, value] of Object.entries(differential)) {
    if (places.has(name)) continue;
    result[name] = accumulated.has(name) ? added(name, base, differential) : value;
  }
  // A differential may say of a binding only what it changes, such as the strength.
  const [binding, changed] = [base['binding'], differential['binding']];
  if (isObject(binding) && isObject(changed)) result['binding'] = { ...binding, ...changed };
  // A value that is fixed or a pattern of another type takes the place of the one before.
  const replaced = new Set<string>();
  for (const prefix of ['fixed', 'pattern'] as const) {
    const [before, after] = [choiceOf(base, prefix), choiceOf(differential, prefix)];
    if (before !== undefined && after !== undefined && before.suffix !== after.suffix)
      replaced.add(prefix + before.suffix);
  }
  return replaced.size === 0 ? result : without(result, replaced);
}
