import type { LinkTarget, ParsedResource } from '@wellspring/fhir';
import type { ResourceKey } from '@wellspring/store';
import { EntryFailure } from '../bundle/entry-failure.js';

/** What the fullUrl of an entry stands for once the transaction is done. */
interface EntryTarget {
  readonly key: ResourceKey;
  /** The number of its version where that is known before it is written: a new resource's is 1. */
  readonly version: number | undefined;
  /** Its canonical URL, `ValueSet.url`, which stays what it is even where the fullUrl is the same. */
  readonly canonical: string | undefined;
}

/** What links may name an entry by. */
export type FullUrls = ReadonlyMap<string, EntryTarget>;

/** An entry that others can refer to. */
export interface NamedEntry {
  readonly index: number;
  readonly fullUrl: string | undefined;
  readonly key: ResourceKey;
  readonly version: number | undefined;
  readonly resource: ParsedResource | undefined;
}

/** @throws EntryFailure where two entries have one fullUrl (bdl-7) */
export function fullUrlsOf(entries: readonly NamedEntry[]): FullUrls {
  const targets = new Map<string, EntryTarget>();
  for (const { index, fullUrl, key, version, resource } of entries) {
    if (fullUrl === undefined) continue;
    if (targets.has(fullUrl))
      throw EntryFailure.of(index, 'invalid-bundle', 'Another entry has the same fullUrl');
    const url = resource?.tree['url'];
    targets.set(fullUrl, { key, version, canonical: typeof url === 'string' ? url : undefined });
  }
  return targets;
}

const versioned = /^(.+)\/_history\/[A-Za-z0-9\-.]{1,64}$/;
const restful = /^(https?:.+)\/[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/;
const relative = /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/**
 * What the links of one entry become (https://hl7.org/fhir/R4/bundle.html#references): a fullUrl becomes
 * `Type/id`; a relative reference is first read from where its own entry says it is. A link to one version
 * of an entry becomes one to the version that the transaction makes, where its number is known, and else to
 * the resource.
 */
export function linksOf(targets: FullUrls, fullUrl: string | undefined): LinkTarget {
  const root = restful.exec(fullUrl ?? '')?.[1];
  const find = (link: string): EntryTarget | undefined =>
    targets.get(link) ??
    (root !== undefined && relative.test(link) ? targets.get(`${root}/${link}`) : undefined);

  return (link, type) => {
    const target = find(link);
    if (target !== undefined) {
      // A canonical reference leads to the resource by the URL that it has in itself.
      const isIdentity = (type === 'uri' || type === 'canonical') && target.canonical === link;
      return isIdentity ? undefined : nameOf(target);
    }
    const version = versioned.exec(link)?.[1];
    if (version !== undefined) {
      const of = find(version);
      if (of === undefined) return undefined;
      return of.version === undefined ? nameOf(of) : `${nameOf(of)}/_history/${of.version}`;
    }
    // urn:uuid:...#part, urn:uuid:...|1.0
    const mark = link.search(/[#|]/);
    if (mark <= 0) return undefined;
    const whole = find(link.slice(0, mark));
    if (whole === undefined || whole.canonical === link.slice(0, mark)) return undefined;
    return nameOf(whole) + link.slice(mark);
  };
}

function nameOf({ key }: EntryTarget): string {
  return `${key.type}/${key.id}`;
}
