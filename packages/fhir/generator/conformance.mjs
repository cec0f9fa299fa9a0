/**
 * The conformance resources of R4 that a server works with, whole but for what only people read: one line a
 * resource, `url TAB version TAB resource`, sorted by URL, compressed. Without narrative, differentials and
 * texts of elements 17 MB become 1.2.
 */
import { brotliCompressSync, constants } from 'node:zlib';
import { readResources } from './r4-package.mjs';

export const conformanceTypes = ['StructureDefinition', 'ValueSet', 'CodeSystem', 'ConceptMap'];

const forReaders = new Set(['text', 'meta', 'contact', 'differential', 'mapping']);
const forReadersOfElements = new Set([
  'short',
  'definition',
  'comment',
  'requirements',
  'alias',
  'mapping',
  'example',
  'isSummary',
  'orderMeaning',
  'meaningWhenMissing',
]);

function without(object, names) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.has(name)));
}

function forServers(resource) {
  const kept = without(resource, forReaders);
  if (resource.resourceType !== 'StructureDefinition' || resource.snapshot === undefined) return kept;
  const element = resource.snapshot.element.map((each) => without(each, forReadersOfElements));
  return { ...kept, snapshot: { element } };
}

/** The resources of one type, a line each. */
export function conformanceLines(folder, type) {
  return readResources(folder, type)
    .filter(({ url }) => url !== undefined)
    .toSorted((a, b) => (a.url < b.url ? -1 : 1))
    .map(
      (resource) => `${resource.url}\t${resource.version ?? ''}\t${JSON.stringify(forServers(resource))}\n`,
    )
    .join('');
}

/** The files by name. */
export function conformanceFiles(folder) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  return Object.fromEntries(
    conformanceTypes.map((type) => [
      `${type}.ndjson.br`,
      brotliCompressSync(conformanceLines(folder, type), { params }),
    ]),
  );
}
