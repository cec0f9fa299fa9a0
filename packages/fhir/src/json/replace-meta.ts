import type { JsonValue } from './json-value.js';
import { outlineJson } from './json-outline.js';

/** The place of `meta` among the members of a stored resource, in triples of offsets. */
const metaPlace = 6;

/**
 * A stored resource with members of its meta replaced, added at the end, or, where they are undefined, left out.
 * All other bytes stay as they are, digits of decimals too.
 *
 * @param body as `ParsedResource.stored` or `spliceVersion` gives it
 * @example
 * replaceMeta(Buffer.from('{"resourceType":"Patient","id":"1","meta":{}}'), { profile: ['http://a.example/p'] })
 * // {"resourceType":"Patient","id":"1","meta":{"profile":["http://a.example/p"]}}
 */
export function replaceMeta(body: Buffer, members: Readonly<Record<string, JsonValue | undefined>>): Buffer {
  const { places } = outlineJson(body, Infinity);
  const [start, end] = [places[metaPlace + 1]! + 1, places[metaPlace + 2]!];
  const { places: inside } = outlineJson(body, Infinity, start, end);
  const kept: string[] = [];
  for (let i = 0; i < inside.length; i += 3) {
    const name = JSON.parse(body.toString('utf8', inside[i], inside[i + 1])) as string;
    if (!(name in members)) kept.push(body.toString('utf8', inside[i], inside[i + 2]));
  }
  for (const [name, value] of Object.entries(members))
    if (value !== undefined) kept.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return Buffer.concat([body.subarray(0, start), Buffer.from(`{${kept.join(',')}}`), body.subarray(end)]);
}
