import type { ParsedResource } from '../json/parsed-resource.js';
import { createLinkReplacements } from './link-replacements.js';
import type { LinkTarget } from './link-target.js';
import { replaceStrings } from './replace-strings.js';
import { rewriteText } from './rewrite-text.js';
import { rewriteTree } from './rewrite-tree.js';

export type { LinkType } from './link-structure.js';
export type { LinkTarget } from './link-target.js';

/**
 * Replaces links to other resources wherever R4 lets them stand: in references, in elements of the types uri,
 * url, canonical, oid and uuid, in extensions and contained resources, in the href and src of narratives.
 * All other bytes stay as they came. The resource itself where there was nothing to replace.
 *
 * The tree tells what is replaced. The text is made when it is asked for, under the id that it is stored with, so it is
 * gone through once.
 *
 * @see https://hl7.org/fhir/R4/http.html#transaction
 * @example
 * rewriteLinks(resource, (link) => (link === 'urn:uuid:1' ? 'Patient/p' : undefined))
 */
export function rewriteLinks(resource: ParsedResource, target: LinkTarget): ParsedResource {
  const replacements = createLinkReplacements(target);
  const { type, id } = resource;
  const tree = rewriteTree(resource.tree, type, replacements.target);
  if (tree === resource.tree) return resource;
  return {
    type,
    id,
    tree,
    stored: (newId) => {
      const text = resource.stored(newId).toString('latin1');
      const edited =
        replaceStrings(text, replacements.whole()) ?? rewriteText(text, type, replacements.known);
      return Buffer.from(edited, 'latin1');
    },
  };
}
