import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import type { JsonObject } from '../json/json-value.js';
import {
  isVersionMeant,
  type CanonicalReference,
  type ConformanceSource,
  type ConformanceType,
} from './conformance-source.js';

/** Where a resource stands in the text of its file. */
interface Place {
  readonly version: string;
  readonly start: number;
  readonly end: number;
  tree?: JsonObject;
}

/** The resources of one type; their text is kept, and each is parsed when it is first asked for. */
interface Shelf {
  readonly text: Buffer;
  readonly places: ReadonlyMap<string, Place>;
}

const tab = 0x09;
const lineFeed = 0x0a;

function readShelf(type: ConformanceType): Shelf {
  const file = new URL(`../../definitions/${type}.ndjson.br`, import.meta.url);
  const text = brotliDecompressSync(readFileSync(file));
  const places = new Map<string, Place>();
  for (let start = 0; start < text.length;) {
    const afterUrl = text.indexOf(tab, start);
    const afterVersion = text.indexOf(tab, afterUrl + 1);
    const end = text.indexOf(lineFeed, afterVersion);
    places.set(text.toString('utf8', start, afterUrl), {
      version: text.toString('utf8', afterUrl + 1, afterVersion),
      start: afterVersion + 1,
      end,
    });
    start = end + 1;
  }
  return { text, places };
}

const shelves = new Map<ConformanceType, Shelf>();

function shelfOf(type: ConformanceType): Shelf {
  let shelf = shelves.get(type);
  if (shelf === undefined) {
    shelf = readShelf(type);
    shelves.set(type, shelf);
  }
  return shelf;
}

/**
 * A StructureDefinition, ValueSet, CodeSystem or ConceptMap of FHIR R4 itself, as HL7 published it but for the texts
 * that only people read; undefined where the specification has none of this URL and version. Reading the first of a
 * type takes up to 100 ms.
 *
 * @example specified('ValueSet', { url: 'http://hl7.org/fhir/ValueSet/administrative-gender' })?.['name']
 * // 'AdministrativeGender'
 */
export function specified(
  type: ConformanceType,
  { url, version }: CanonicalReference,
): JsonObject | undefined {
  const shelf = shelfOf(type);
  const place = shelf.places.get(url);
  if (place === undefined || !isVersionMeant(place.version, version)) return undefined;
  place.tree ??= JSON.parse(shelf.text.toString('utf8', place.start, place.end)) as JsonObject;
  return place.tree;
}

/** Every canonical URL of a type that the specification defines. */
export function specifiedUrls(type: ConformanceType): readonly string[] {
  return [...shelfOf(type).places.keys()];
}

/** The specification as a source of its own: what is known where a data store has nothing. */
export const specification: ConformanceSource = {
  find: (type, by) => Promise.resolve('url' in by ? specified(type, by) : undefined),
};
