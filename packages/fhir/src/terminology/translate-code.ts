import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { canonicalParts } from '../conformance/conformance-source.js';
import { itemsOf } from './code-system.js';
import type { AskedCoding } from '../validation/findings.js';

/** What is to be translated, and to what (https://hl7.org/fhir/R4/conceptmap-operation-translate.html). */
export interface TranslationRequest {
  readonly codings: readonly AskedCoding[];
  /** Canonical URL of the value set to translate to. */
  readonly target?: string;
  readonly targetSystem?: string;
  /** From the targets of the map to its sources. */
  readonly reverse: boolean;
  /** Values of other elements that mappings may depend on, by property. */
  readonly dependencies: ReadonlyMap<string, string>;
}

/** One translation. */
export interface TranslationMatch {
  readonly equivalence: string;
  /** Absent for `unmatched`. */
  readonly concept?: AskedCoding;
  /** Values of other elements that come of it. */
  readonly products: readonly { readonly element: string; readonly concept: AskedCoding }[];
  /** The canonical URL of the map. */
  readonly source?: string;
}

/** Looks another map up: where a group says what to do with what it has not. */
export type MapFinder = (canonical: string) => Promise<JsonObject | undefined>;

/** Maps that may be gone on to, one from another. */
const mostMaps = 10;

/** What an equivalence is the other way round: it says how the target stands to the source. */
const reversed: Readonly<Record<string, string>> = {
  wider: 'narrower',
  narrower: 'wider',
  subsumes: 'specializes',
  specializes: 'subsumes',
};

/** All translations that a ConceptMap has for the codings. */
export async function translateCode(
  map: JsonObject,
  request: TranslationRequest,
  find: MapFinder,
): Promise<readonly TranslationMatch[]> {
  return translate(map, request, find, new Set());
}

async function translate(
  map: JsonObject,
  request: TranslationRequest,
  find: MapFinder,
  gone: ReadonlySet<JsonObject>,
): Promise<readonly TranslationMatch[]> {
  const matches: TranslationMatch[] = [];
  const mapTarget = textOf(map['targetCanonical']) ?? textOf(map['targetUri']);
  const meant = request.reverse ? (textOf(map['sourceCanonical']) ?? textOf(map['sourceUri'])) : mapTarget;
  if (request.target !== undefined && meant !== undefined && !isSame(request.target, meant)) return [];
  for (const group of itemsOf(map['group'])) {
    const [from, to] = request.reverse
      ? [textOf(group['target']), textOf(group['source'])]
      : [textOf(group['source']), textOf(group['target'])];
    if (request.targetSystem !== undefined && to !== undefined && to !== request.targetSystem) continue;
    for (const coding of request.codings) {
      if (coding.system !== undefined && from !== undefined && coding.system !== from) continue;
      const found = request.reverse
        ? reverseMatches(group, coding, to)
        : forwardMatches(group, coding, to, request.dependencies);
      matches.push(...found.map((match) => withSource(match, map)));
      if (found.length > 0 || request.reverse) continue;
      matches.push(...(await unmapped(group, coding, to, map, request, find, gone)));
    }
  }
  return matches;
}

function withSource(match: TranslationMatch, map: JsonObject): TranslationMatch {
  const url = textOf(map['url']);
  return url === undefined || match.source !== undefined ? match : { ...match, source: url };
}

function forwardMatches(
  group: JsonObject,
  coding: AskedCoding,
  system: string | undefined,
  dependencies: ReadonlyMap<string, string>,
): readonly TranslationMatch[] {
  const matches: TranslationMatch[] = [];
  for (const element of itemsOf(group['element'])) {
    if (element['code'] !== coding.code) continue;
    for (const target of itemsOf(element['target'])) {
      const depends = itemsOf(target['dependsOn']);
      if (!depends.every(({ property, value }) => dependencies.get(textOf(property) ?? '') === value))
        continue;
      matches.push({
        equivalence: textOf(target['equivalence']) ?? 'equivalent',
        ...conceptOf(target, system, textOf(group['targetVersion'])),
        products: itemsOf(target['product']).map(productOf),
      });
    }
  }
  return matches;
}

function reverseMatches(
  group: JsonObject,
  coding: AskedCoding,
  system: string | undefined,
): readonly TranslationMatch[] {
  const matches: TranslationMatch[] = [];
  for (const element of itemsOf(group['element'])) {
    for (const target of itemsOf(element['target'])) {
      if (target['code'] !== coding.code) continue;
      const equivalence = textOf(target['equivalence']) ?? 'equivalent';
      matches.push({
        equivalence: reversed[equivalence] ?? equivalence,
        ...conceptOf(element, system, textOf(group['sourceVersion'])),
        products: [],
      });
    }
  }
  return matches;
}

/** What a group does with codes that it has no mapping for. */
async function unmapped(
  group: JsonObject,
  coding: AskedCoding,
  system: string | undefined,
  map: JsonObject,
  request: TranslationRequest,
  find: MapFinder,
  gone: ReadonlySet<JsonObject>,
): Promise<readonly TranslationMatch[]> {
  const rule = group['unmapped'];
  if (!isObject(rule) || coding.code === undefined) return [];
  const { mode } = rule;
  if (mode === 'provided') {
    const concept = { ...(system !== undefined && { system }), code: coding.code };
    return [withSource({ equivalence: 'equal', concept, products: [] }, map)];
  }
  if (mode === 'fixed')
    return [withSource({ equivalence: 'inexact', ...conceptOf(rule, system, undefined), products: [] }, map)];
  const url = textOf(rule['url']);
  const other =
    mode !== 'other-map' || url === undefined || gone.size >= mostMaps ? undefined : await find(url);
  if (other === undefined || other === map || gone.has(other)) return [];
  return translate(other, { ...request, codings: [coding] }, find, new Set([...gone, map]));
}

function conceptOf(
  { code, display }: JsonObject,
  system: string | undefined,
  version: string | undefined,
): { readonly concept?: AskedCoding } {
  if (typeof code !== 'string') return {};
  return {
    concept: {
      ...(system !== undefined && { system }),
      ...(version !== undefined && { version }),
      code,
      ...(typeof display === 'string' && { display }),
    },
  };
}

function productOf(product: JsonObject): TranslationMatch['products'][number] {
  const { property, system, value, display } = product;
  return {
    element: textOf(property) ?? '',
    concept: {
      ...(typeof system === 'string' && { system }),
      code: textOf(value) ?? '',
      ...(typeof display === 'string' && { display }),
    },
  };
}

function isSame(asked: string, meant: string): boolean {
  return asked === meant || canonicalParts(asked).url === canonicalParts(meant).url;
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
