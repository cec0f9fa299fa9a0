import type { ParsedResource } from '../json/parsed-resource.js';
import type { Verdict } from '../resource-validator/resource-validator.js';
import { extractIndexValues } from '../search/extraction/extract-index-values.js';
import { patientCompartment } from '../search/patient-compartment.js';
import { extractWords } from '../search/words/extract-words.js';
import type { ValidationLevel } from '../validation/validation-level.js';
import { markInvalid } from './validation-issue.js';

/** A resource to store, and whether it is marked as invalid; undefined: it is refused. */
export interface StorableResource {
  readonly resource: ParsedResource;
  readonly marked: boolean;
}

/**
 * What is stored of a resource at a level, once it was validated: what is valid without marks of earlier versions;
 * what is not only at `minimal`, with a mark, where values to search by can be taken from it.
 */
export function storableResource(
  resource: ParsedResource,
  { issues, breaks }: Verdict,
  level: ValidationLevel,
): StorableResource | undefined {
  if (breaks === 'nothing') return { resource, marked: false };
  if (level !== 'minimal') return undefined;
  const marked = markInvalid(resource, issues);
  return marked !== undefined && isIndexable(marked) ? { resource: marked, marked: true } : undefined;
}

function isIndexable({ type, tree }: ParsedResource): boolean {
  try {
    patientCompartment(type, tree, extractIndexValues(type, tree));
    extractWords(tree);
    return true;
  } catch {
    // Whatever it is that they stumbled over: what cannot be found must not be stored.
    return false;
  }
}
