import type { LinkType } from './link-structure.js';
import type { LinkTarget } from './link-target.js';

/** A string that is a link, and what comes in its place. */
export interface WholeString {
  readonly link: string;
  readonly by: string;
  /** How many links of the resource are this string. */
  readonly count: number;
}

/** What became of the links of a resource. */
export interface LinkReplacements {
  /** Asks what comes in the place of a link, and notes it. */
  readonly target: LinkTarget;
  /** What was answered before. */
  readonly known: LinkTarget;
  /**
   * The strings that were replaced as a whole; undefined where there are links that are parts of others, or one that
   * became different ones.
   */
  whole(): readonly WholeString[] | undefined;
}

/** Notes what `target` answers. */
export function createLinkReplacements(target: LinkTarget): LinkReplacements {
  const byType = new Map<LinkType, Map<string, WholeString>>();
  const note = (link: string, type: LinkType, by: string): void => {
    let links = byType.get(type);
    if (links === undefined) byType.set(type, (links = new Map<string, WholeString>()));
    links.set(link, { link, by, count: (links.get(link)?.count ?? 0) + 1 });
  };
  return {
    target: (link, type) => {
      const by = target(link, type);
      if (by !== undefined && by !== link) note(link, type, by);
      return by;
    },
    known: (link, type) => byType.get(type)?.get(link)?.by,
    whole() {
      if (byType.has('narrative')) return undefined;
      const whole = new Map<string, WholeString>();
      for (const links of byType.values())
        for (const { link, by, count } of links.values()) {
          const other = whole.get(link);
          if (other !== undefined && other.by !== by) return undefined;
          whole.set(link, { link, by, count: count + (other?.count ?? 0) });
        }
      return [...whole.values()];
    },
  };
}
