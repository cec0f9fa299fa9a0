import type { LinkType } from './link-structure.js';

/** What comes in the place of a link; undefined: it stays. */
export type LinkTarget = (link: string, type: LinkType) => string | undefined;
