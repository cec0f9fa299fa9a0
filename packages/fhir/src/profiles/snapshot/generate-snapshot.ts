import type { ConformanceSource } from '../../conformance/conformance-source.js';
import type { Issue } from '../../issue.js';
import type { JsonObject } from '../../json/json-value.js';
import { CompileBudget } from '../compile-budget.js';
import { ProfileFault } from '../profile-fault.js';
import { textOf } from './element-json.js';
import { listElements } from './element-tree.js';
import { ProfileLibrary } from './profile-library.js';

/** A definition with its snapshot, or why there is none. */
export type SnapshotOutcome =
  | { readonly ok: true; readonly definition: JsonObject }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * A StructureDefinition with the snapshot that its differential makes of its base; a snapshot that is there already
 * is passed over. What the definitions of a source leave out (texts for readers, in those of the specification) the
 * snapshot leaves out, too.
 *
 * @returns issues, without a text of data in them, where the base is not known, where the differential names an
 * element that is not there, or allows what the base does not
 * @see https://hl7.org/fhir/R4/profiling.html#snapshot
 * @example
 * const outcome = await generateSnapshot(profile, specification);
 * if (outcome.ok) outcome.definition['snapshot'];
 */
export async function generateSnapshot(
  definition: JsonObject,
  source: ConformanceSource,
): Promise<SnapshotOutcome> {
  const library = new ProfileLibrary(source, new CompileBudget());
  try {
    const root = await library.generate(definition, [textOf(definition, 'url') ?? '']);
    return { ok: true, definition: { ...definition, snapshot: { element: listElements(root) } } };
  } catch (fault) {
    if (fault instanceof ProfileFault) return { ok: false, issues: [fault.issue] };
    throw fault;
  }
}
