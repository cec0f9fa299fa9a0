import type { JsonObject } from '@wellspring/fhir';
import type { StoredVersion } from '@wellspring/store';

/** Parsed bodies of versions, the ones used last. Versions never change, so neither do these. */
export interface ParsedTrees {
  /** The tree of a version that has a body. The same version gives the same object while it is kept. */
  of(version: StoredVersion): JsonObject | undefined;
}

/** A tree takes some five times the memory of its text: 16 MiB of text may become 80 MiB. */
const keptBytes = 16 * 1024 * 1024;

/**
 * Keeps the trees of value sets and code systems: to parse one of 1.8 MB takes 10 to 18 ms, and everything that was
 * worked out from it is known by the same object.
 *
 * @param limit bytes of text that are kept; a larger one is parsed each time
 */
export function createParsedTrees(limit = keptBytes): ParsedTrees {
  const kept = new Map<bigint, { readonly tree: JsonObject; readonly size: number }>();
  let bytes = 0;
  return {
    of: ({ vid, body }) => {
      if (body === undefined) return undefined;
      const before = kept.get(vid);
      if (before !== undefined) {
        // The one used last stands at the end.
        kept.delete(vid);
        kept.set(vid, before);
        return before.tree;
      }
      const tree = JSON.parse(body.toString('utf8')) as JsonObject;
      if (body.length > limit) return tree;
      kept.set(vid, { tree, size: body.length });
      bytes += body.length;
      for (const [oldest, { size }] of kept) {
        if (bytes <= limit) break;
        kept.delete(oldest);
        bytes -= size;
      }
      return tree;
    },
  };
}
