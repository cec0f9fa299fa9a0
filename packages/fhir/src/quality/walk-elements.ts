import type { JsonObject, JsonValue } from '../json/json-value.js';
import { dateInterval } from '../search/date-interval.js';
import { ucumSystem } from '../ucum/canonical-quantity.js';
import { elementPart } from './element-part.js';
import type { QualitySink } from './quality-sink.js';
import { DAY } from './time-checks.js';

/** The walk of one resource. */
interface Walk {
  readonly type: string;
  readonly sink: QualitySink;
  /** The element below the resource that the walk is in. */
  top: string;
}

/**
 * Goes through all of a resource, contained ones and extensions included, and hands on references, codings and
 * units, and looks at periods. What is inside the resources of a Bundle or Parameters belongs to those.
 */
export function walkElements(type: string, tree: JsonObject, sink: QualitySink): void {
  const walk: Walk = { type, sink, top: '' };
  const holdsOthers = type === 'Bundle' || type === 'Parameters';
  for (const name in tree) {
    const value = tree[name];
    if (typeof value !== 'object' || value === null) continue;
    // Labels are about the handling of the resource, not about what it says.
    if (name === 'meta') continue;
    if (holdsOthers && (name === 'entry' || name === 'parameter')) continue;
    walk.top = name;
    visit(value, walk);
  }
  // An Appointment and a Slot are periods themselves.
  walk.top = 'end';
  period(tree, walk);
}

function visit(value: JsonObject | readonly JsonValue[], walk: Walk): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[])
      if (typeof item === 'object' && item !== null) visit(item, walk);
    return;
  }
  const object = value as JsonObject;
  let isCoded = false;
  let hasEnd = false;
  for (const name in object) {
    const member = object[name];
    if (typeof member === 'object' && member !== null) visit(member, walk);
    else if (typeof member !== 'string') continue;
    else if (name === 'reference') walk.sink.reference(member);
    else if (name === 'system') isCoded = true;
    else if (name === 'end') hasEnd = true;
  }
  if (isCoded) coded(object, walk.sink);
  if (hasEnd) period(object, walk);
}

/** A Coding, or a quantity with its unit; an Identifier and a ContactPoint have no code. */
function coded({ system, code, value, unit }: JsonObject, sink: QualitySink): void {
  if (typeof system !== 'string' || typeof code !== 'string') return;
  if (system === ucumSystem || (value === undefined && unit === undefined)) sink.coding(system, code);
}

function period({ start, end }: JsonObject, { type, top, sink }: Walk): void {
  if (typeof start !== 'string' || typeof end !== 'string') return;
  const [from, to] = [dateInterval(start), dateInterval(end)];
  if (from === undefined || to === undefined) return;
  // Where one has a time and the other only a day, the zone of the day is not known.
  const slack = start.includes('T') === end.includes('T') ? 0 : DAY;
  sink.mark('end-not-before-start', elementPart(type, top), to.high + slack <= from.low);
}
