import { localTarget } from '@wellspring/fhir';
import { JobFailure } from '../../job-message.js';

/** Resources that exported ones refer to, each noted once. */
export interface ReferencedResources {
  /** Notes what a resource refers to. */
  note(body: Buffer): void;
  /** The ids of a type that were noted since this was asked for last. */
  take(type: string): readonly string[];
}

/** Some 60 MB; a hospital has some thousands of practitioners, organizations, locations. */
const MOST = 500_000;

const start = Buffer.from('"reference":"');
const target = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/**
 * Notes references to resources of some types, without parsing: in a stored body a member stands without white
 * space (ADR 4), so what a text of the resource may have of the kind has its quotes escaped.
 *
 * @param storeId whose absolute addresses are its own resources
 */
export function createReferencedResources(types: ReadonlySet<string>, storeId: string): ReferencedResources {
  const known = new Set<string>();
  const waiting = new Map<string, string[]>();

  const add = (reference: string): void => {
    const match = target.exec(localTarget(reference, storeId));
    const type = match?.[1];
    if (type === undefined || !types.has(type)) return;
    const id = match![2]!;
    const key = `${type}/${id}`;
    if (known.has(key)) return;
    if (known.size >= MOST)
      throw new JobFailure(
        `The resources refer to more than ${MOST} others outside of the compartments; name the types with _type`,
      );
    known.add(key);
    const ids = waiting.get(type);
    if (ids === undefined) waiting.set(type, [id]);
    else ids.push(id);
  };

  return {
    note(body) {
      if (types.size === 0) return;
      for (let at = body.indexOf(start); at >= 0; at = body.indexOf(start, at)) {
        at += start.length;
        const end = body.indexOf(0x22, at);
        // The reference as it stands: an escape in one is as rare as it is allowed.
        const text = body.toString('utf8', at, end);
        add(text.includes('\\') ? unescaped(text) : text);
      }
    },
    take(type) {
      const ids = waiting.get(type) ?? [];
      waiting.delete(type);
      return ids;
    },
  };
}

function unescaped(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    // Cut at an escaped quote, which no reference to a resource has.
    return '';
  }
}
