import type {
  CanonicalReference,
  ConformanceSource,
  ConformanceType,
} from '../conformance/conformance-source.js';
import { specified } from '../conformance/specification.js';
import type { JsonObject } from '../json/json-value.js';
import type { CodeSystemProvider } from './code-system-provider.js';

/** Where value sets, code systems and concept maps are found, those among them that are too large for a resource. */
export interface TerminologySource extends ConformanceSource {
  /** Whether its answers stay as they are: what is changed is another source from then on. */
  readonly isFixed?: true;
  /** A code system that was loaded from the files of its publisher; without a version, the one loaded last. */
  readonly loadedCodeSystem?: (system: string, version?: string) => Promise<CodeSystemProvider | undefined>;
}

/** What a source has, else what the specification has. */
export async function findConformance(
  source: ConformanceSource,
  type: ConformanceType,
  by: CanonicalReference,
): Promise<JsonObject | undefined> {
  const found = await source.find(type, by);
  if (found !== undefined) return found;
  const tree = specified(type, by);
  // The specification lists SNOMED CT without its concepts: to know that it exists is to know nothing.
  return tree?.['content'] === 'not-present' ? undefined : tree;
}
