import type { Database } from '@wellspring/database';
import type { ResourceValidator } from '@wellspring/fhir';
import type { ChangeWatch } from './changes/change-watch.js';
import type { StoreClock } from './clock/store-clock.js';
import type { StoreConformance } from './conformance/store-conformance.js';
import type { Distribution } from './distribution/distribution.js';
import type { TermHash } from './hash/term-hash.js';
import type { VersionCache } from './body/version-cache.js';
import type { ParameterSource } from './parameters/parameter-source.js';
import type { CountMemory } from './search/run/count-memory.js';
import type { TotalMemory } from './search/run/total-memory.js';
import type { Together } from './together/together.js';
import type { Dictionary } from './write/dictionary.js';
import type { KnownTokens } from './write/known-tokens.js';

/** What the parts of one data store work with. */
export interface StoreContext {
  readonly id: string;
  readonly database: Database;
  /** The schema, safe to stand in a statement: `ds_<32 hex digits>`. */
  readonly schema: string;
  /** How its rows are spread over shards; undefined: they lie in plain tables. */
  readonly distribution: Distribution | undefined;
  readonly secret: Buffer;
  readonly term: TermHash;
  readonly clock: StoreClock;
  readonly dictionary: Dictionary;
  /** What its resources are indexed and searched by. */
  readonly parameters: ParameterSource;
  /** Tells whoever does it that there is work to be done to the index. Absent within a unit of work. */
  readonly onParameterWork?: (() => void) | undefined;
  /** How long rows of a search parameter stay after searches may not name it any more, in ms. */
  readonly parameterGraceMs: number;
  readonly counts: CountMemory;
  readonly totals: TotalMemory;
  /** Versions that reads and searches found, as they were read. */
  readonly versions: VersionCache;
  /** The token rows of versions that were written here. */
  readonly knownTokens: KnownTokens;
  /** For readers of changes: how far these are settled. */
  readonly watch: ChangeWatch;
  /** What is read and written together with what others ask for; undefined in a transaction, which is by itself. */
  readonly together: Together | undefined;
  /** What data has to be like here. */
  readonly conformance: StoreConformance;
  readonly validator: ResourceValidator;
  /** How long one search may take, in ms. */
  readonly searchTimeoutMs: number;
}

/** The schema of a data store. */
export function schemaOf(id: string): string {
  if (!/^[0-9a-f]{32}$/.test(id)) throw new RangeError('A data store id has 32 hex digits');
  return `ds_${id}`;
}
