import { endOfString, endOfValue, keyBetween, type JsonText } from '../subset/json-text.js';

const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Where the resource of an entry lies in the text of its Bundle. */
export interface ResourcePlace {
  readonly start: number;
  readonly end: number;
  /** Its members as `JsonOutline.places` has them, counted from its start. */
  readonly places: readonly number[];
}

/**
 * Finds the resources of a Bundle's entries, and their members, in one pass over its text.
 *
 * @returns one for each item of `entry`; undefined where that has no object as its resource
 */
export function entryPlaces(text: JsonText): readonly (ResourcePlace | undefined)[] {
  const found: (ResourcePlace | undefined)[] = [];
  passMembers(text, 0, (name, at) => {
    if (name !== 'entry' || text.charCodeAt(at) !== openBracket) return endOfValue(text, at);
    return passItems(text, at, (item) => {
      let place: ResourcePlace | undefined;
      const end =
        text.charCodeAt(item) !== openBrace
          ? endOfValue(text, item)
          : passMembers(text, item, (member, value) => {
              if (member !== 'resource' || text.charCodeAt(value) !== openBrace)
                return endOfValue(text, value);
              place = resourcePlace(text, value);
              return place.end;
            });
      found.push(place);
      return end;
    });
  });
  return found;
}

function resourcePlace(text: JsonText, start: number): ResourcePlace {
  const places: number[] = [];
  const end = passMembers(text, start, (_name, value, key) => {
    const after = endOfValue(text, value);
    places.push(key - start, value - 1 - start, after - start);
    return after;
  });
  return { start, end, places };
}

/**
 * Goes through the members of the object at `start`.
 *
 * @param pass gets a member's name, where its value begins, and where its key does; returns the offset after the value
 * @returns the offset after the object
 */
function passMembers(
  text: JsonText,
  start: number,
  pass: (name: string, value: number, key: number) => number,
): number {
  let at = start + 1;
  if (text.charCodeAt(at) === closeBrace) return at + 1;
  for (;;) {
    const keyEnd = endOfString(text, at);
    const end = pass(keyBetween(text, at, keyEnd), keyEnd + 1, at);
    if (text.charCodeAt(end) !== comma) return end + 1;
    at = end + 1;
  }
}

/** Goes through the items of the array at `start` in the same way. */
function passItems(text: JsonText, start: number, pass: (item: number) => number): number {
  let at = start + 1;
  if (text.charCodeAt(at) === closeBracket) return at + 1;
  for (;;) {
    const end = pass(at);
    if (text.charCodeAt(end) !== comma) return end + 1;
    at = end + 1;
  }
}
