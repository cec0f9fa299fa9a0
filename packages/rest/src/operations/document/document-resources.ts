import type { Issue, JsonObject } from '@wellspring/fhir';
import type { DataStore, ResourceKey, StoredVersion } from '@wellspring/store';
import { maxIncludedBytes, type IncludeLimits } from '../../include/include-limits.js';
import { keyText, localKey } from '../../include/resource-key.js';
import { compartmentOwners } from '../everything/compartment-owners.js';
import { literalReferences } from '../references/literal-references.js';
import { versionInReference } from '../references/version-in-reference.js';

/** Resources that are read at once, and their bytes, but for the last one's. */
const chunk = 200;
const chunkBytes = 16 * 1024 * 1024;

export interface DocumentSource {
  readonly store: DataStore;
  readonly limits: IncludeLimits;
  readonly signal: AbortSignal;
}

export type DocumentOutcome =
  | { readonly ok: true; readonly versions: readonly StoredVersion[] }
  | {
      readonly ok: false;
      readonly code: 'document-incomplete' | 'too-costly';
      readonly issues: readonly Issue[];
    };

/** A reference that is followed. */
interface Wanted {
  readonly key: ResourceKey;
  /** Of a reference to one version. */
  readonly version: number | undefined;
}

/**
 * What a document has after its Composition: what this refers to, all of which has to be there ("SHALL be included in
 * the bundle when the document is assembled"), and on from these what they refer to, as far as it is there; each once,
 * in the order in which it is come upon. What a document replaces or amends (`relatesTo`) is no part of it, nor is the
 * record of another patient that is not named by the Composition itself.
 *
 * @param made references to what the document has besides, and is not stored
 * @see https://hl7.org/fhir/R4/documents.html#content
 */
export async function documentResources(
  { store, limits, signal }: DocumentSource,
  composition: Pick<StoredVersion, 'type' | 'id' | 'version' | 'body'>,
  made: ReadonlySet<string> = new Set(),
): Promise<DocumentOutcome> {
  const parts: JsonObject = { ...treeOf(composition), relatesTo: undefined };
  const subject = localKey(
    (parts['subject'] as { reference?: string } | undefined)?.reference ?? '',
    store.id,
  );
  const followed = new Set([keyText(composition)]);
  const included = new Set([nameOf(composition)]);
  const versions: StoredVersion[] = [];
  let bytes = 0;
  let direct = true;
  for (let trees: readonly JsonObject[] = [parts]; trees.length > 0; direct = false) {
    const { wanted, elsewhere } = referredTo(trees, followed, store.id);
    const missing = direct ? elsewhere.filter((reference) => !made.has(reference)) : [];
    const found: StoredVersion[] = [];
    for (let at = 0; at < wanted.length;) {
      signal.throwIfAborted();
      const some = await readWanted(store, wanted.slice(at, at + chunk));
      at += some.looked;
      missing.push(...(direct ? some.missing : []));
      for (const version of some.versions) {
        const isOther = !direct && subject?.type === 'Patient' && isOfAnother(version, subject.id, store.id);
        const name = nameOf(version);
        if (isOther || included.has(name)) continue;
        included.add(name);
        found.push(version);
        bytes += version.body?.length ?? 0;
      }
      if (versions.length + found.length > limits.resources || bytes > maxIncludedBytes)
        return tooLarge(limits);
    }
    if (missing.length > 0)
      return { ok: false, code: 'document-incomplete', issues: missing.map(missingIssue) };
    versions.push(...found);
    trees = found.map(treeOf);
  }
  return { ok: true, versions };
}

/** References that are new, and those that lead out of the data store. */
function referredTo(
  trees: readonly JsonObject[],
  followed: Set<string>,
  storeId: string,
): { readonly wanted: readonly Wanted[]; readonly elsewhere: string[] } {
  const wanted: Wanted[] = [];
  const elsewhere: string[] = [];
  for (const tree of trees) {
    for (const target of literalReferences(tree)) {
      const key = localKey(target, storeId);
      if (key === undefined) {
        elsewhere.push(target);
        continue;
      }
      const version = versionInReference(target);
      const name = version === undefined ? keyText(key) : `${keyText(key)}/${version}`;
      if (followed.has(name)) continue;
      followed.add(name);
      wanted.push({ key, version });
    }
  }
  return { wanted, elsewhere };
}

/** The first of what is wanted, as many as there is room for, one in any case. */
async function readWanted(
  store: DataStore,
  wanted: readonly Wanted[],
): Promise<{
  readonly versions: readonly StoredVersion[];
  readonly missing: readonly string[];
  /** How many were looked for. */
  readonly looked: number;
}> {
  const read = await store.readSome(wanted.map(({ key }) => key));
  const current = new Map(read.versions.map((version) => [keyText(version), version]));
  const versions: StoredVersion[] = [];
  const missing: string[] = [];
  let bytes = 0;
  let looked = 0;
  for (const { key, version } of wanted.slice(0, wanted.length - read.rest.length)) {
    if (bytes > chunkBytes) break;
    looked++;
    const now = current.get(keyText(key));
    const found =
      version === undefined || now?.version === version ? now : await store.vread(key.type, key.id, version);
    if (found?.body === undefined)
      missing.push(version === undefined ? keyText(key) : `${keyText(key)}/_history/${version}`);
    else {
      versions.push(found);
      bytes += found.body.length;
    }
  }
  return { versions, missing, looked };
}

function isOfAnother(version: StoredVersion, patient: string, storeId: string): boolean {
  const owners = compartmentOwners('Patient', version, storeId);
  return owners.size > 0 && !owners.has(patient);
}

function treeOf({ body }: Pick<StoredVersion, 'body'>): JsonObject {
  return JSON.parse(body?.toString('utf8') ?? '{}') as JsonObject;
}

/** A version by its number: two versions of one resource may both be in a document. */
function nameOf(version: Pick<StoredVersion, 'type' | 'id' | 'version'>): string {
  return `${keyText(version)}/${version.version}`;
}

function missingIssue(reference: string): Issue {
  const diagnostics = `The Composition refers to ${reference.slice(0, 256)}, which is not in the data store`;
  return { severity: 'error', code: 'not-found', diagnostics };
}

function tooLarge({ resources }: IncludeLimits): DocumentOutcome {
  const diagnostics = `The document would have more than ${resources} resources, or ${maxIncludedBytes} bytes`;
  return { ok: false, code: 'too-costly', issues: [{ severity: 'error', code: 'too-costly', diagnostics }] };
}
