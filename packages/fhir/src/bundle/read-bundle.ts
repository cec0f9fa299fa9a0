import type { Issue } from '../issue.js';
import { compactJson } from '../json/compact-json.js';
import { isObject } from '../json/json-kind.js';
import type { JsonObject, JsonValue } from '../json/json-value.js';
import { describeResource, parseOutlined } from '../json/parse-resource.js';
import type { ParsedResource } from '../json/parsed-resource.js';
import { validateResource } from '../validation/validate-resource.js';
import { entryPlaces, type ResourcePlace } from './entry-places.js';

/** An entry of a Bundle, taken apart. */
export interface ReadEntry {
  readonly fullUrl: string | undefined;
  /** `Bundle.entry.request`, as it stands: valid where there are no issues. */
  readonly request: Readonly<Record<string, string | undefined>> | undefined;
  /** Not validated. */
  readonly resource: ParsedResource | undefined;
  /** The bytes that the resource came in, without white space; empty where there is none. */
  readonly text: Buffer;
  /** What is wrong with the entry but its resource's content; `expression` begins at `Bundle.entry[n]`. */
  readonly issues: readonly Issue[];
}

/** A Bundle, taken apart. */
export interface ReadBundle {
  readonly type: string;
  readonly entries: readonly ReadEntry[];
}

export type BundleOutcome =
  | { readonly ok: true; readonly bundle: ReadBundle }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Reads a Bundle in JSON whose entries are to be carried out one by one: each resource keeps the bytes it
 * came with. The text is parsed once; what is wrong with one entry is told with that entry.
 *
 * @see https://hl7.org/fhir/R4/bundle.html
 * @example
 * const outcome = readBundle(body);
 * if (outcome.ok) for (const { request, resource } of outcome.bundle.entries) ...
 */
export function readBundle(source: Buffer): BundleOutcome {
  const parsed = parseOutlined(source);
  if (!parsed.ok) return parsed;
  const { tree, type: resourceType } = parsed.resource;
  if (resourceType !== 'Bundle')
    return refused('structure', `the body is a ${resourceType}: a Bundle is needed here`, resourceType);
  const { entry: entries = [], ...rest } = tree;
  const envelope = validateResource(rest);
  if (envelope.length > 0) return { ok: false, issues: envelope };
  if (!isList(entries)) return refused('structure', 'Bundle.entry: it has to be an array', 'Bundle.entry');

  const bytes = parsed.outline.hasWhiteSpace ? compactJson(parsed.bytes) : parsed.bytes;
  const places = entryPlaces(bytes.toString('latin1'));
  return {
    ok: true,
    bundle: {
      type: typeof rest['type'] === 'string' ? rest['type'] : '',
      entries: entries.map((entry, index) => readEntry(bytes, entry, index, rest['type'], places[index])),
    },
  };
}

const noText = Buffer.alloc(0);

function refused(code: Issue['code'], diagnostics: string, expression: string): BundleOutcome {
  return { ok: false, issues: [{ severity: 'error', code, diagnostics, expression: [expression] }] };
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function readEntry(
  bytes: Buffer,
  entry: JsonValue,
  index: number,
  type: JsonValue | undefined,
  place: ResourcePlace | undefined,
): ReadEntry {
  const path = `Bundle.entry[${index}]`;
  if (!isObject(entry)) {
    const issue = {
      severity: 'error',
      code: 'structure',
      diagnostics: `${path}: it has to be an object`,
    } as const;
    return {
      fullUrl: undefined,
      request: undefined,
      resource: undefined,
      text: noText,
      issues: [{ ...issue, expression: [path] }],
    };
  }
  const { resource: tree, ...rest } = entry;
  // With nothing but a resource an entry is not empty, and without it the validator would say so.
  const envelope = Object.keys(rest).length === 0 ? {} : { entry: [rest] };
  const issues: Issue[] = validateResource({ resourceType: 'Bundle', type, ...envelope }).map((issue) =>
    placed(issue, index),
  );
  const { fullUrl, request } = rest;
  const entryOf = (resource: ParsedResource | undefined, text: Buffer = noText): ReadEntry => ({
    fullUrl: typeof fullUrl === 'string' ? fullUrl : undefined,
    request: isObject(request) ? textsOf(request) : undefined,
    resource,
    text,
    issues,
  });
  if (tree === undefined) return entryOf(undefined);
  const expression = [`${path}.resource`];
  if (!isObject(tree) || place === undefined) {
    issues.push({
      severity: 'error',
      code: 'structure',
      diagnostics: `${path}.resource: it has to be an object`,
      expression,
    });
    return entryOf(undefined);
  }
  const text = bytes.subarray(place.start, place.end);
  const described = describeResource(text, tree, place.places, true);
  if (described.ok) return entryOf(described.resource, text);
  issues.push(
    ...described.issues.map((issue) => ({
      ...issue,
      diagnostics: `${path}.resource: ${issue.diagnostics}`,
      expression,
    })),
  );
  return entryOf(undefined);
}

/** It was validated as the only entry. */
function placed(issue: Issue, index: number): Issue {
  const place = (text: string) => text.replace('Bundle.entry[0]', `Bundle.entry[${index}]`);
  return { ...issue, diagnostics: place(issue.diagnostics), expression: issue.expression?.map(place) ?? [] };
}

function textsOf(object: JsonObject): Readonly<Record<string, string | undefined>> {
  const texts: Record<string, string> = {};
  for (const key in object) {
    const value = object[key];
    if (typeof value === 'string') texts[key] = value;
  }
  return texts;
}
