import type { JsonObject } from '@wellspring/fhir';

/** Parsed resources that data is judged by, the ones used last. What has one key never changes. */
export interface ParsedTrees {
  /** The tree under a key; undefined where it is not kept any more. */
  get(key: string): JsonObject | undefined;
  /** Parses a body, unless there is a tree under its key: the same key gives the same object while it is kept. */
  put(key: string, body: Buffer): JsonObject;
}

/** A tree takes some five times the memory of its text: 32 MiB of text may become 160 MiB. */
const keptBytes = 32 * 1024 * 1024;

/**
 * Keeps the trees of profiles, value sets and code systems, of all data stores of a process: to parse one of 1.8 MB
 * takes 10 to 18 ms, and everything that was worked out from it is known by the same object.
 *
 * @param limit bytes of text that are kept; a larger one is parsed each time
 */
export function createParsedTrees(limit = keptBytes): ParsedTrees {
  const kept = new Map<string, { readonly tree: JsonObject; readonly size: number }>();
  let bytes = 0;

  const get = (key: string): JsonObject | undefined => {
    const before = kept.get(key);
    if (before === undefined) return undefined;
    // The one used last stands at the end.
    kept.delete(key);
    kept.set(key, before);
    return before.tree;
  };
  return {
    get,
    put(key, body) {
      const before = get(key);
      if (before !== undefined) return before;
      const tree = JSON.parse(body.toString('utf8')) as JsonObject;
      if (body.length > limit) return tree;
      kept.set(key, { tree, size: body.length });
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
