import type { StoreContext } from '../store-context.js';
import type { CodeSystemKind } from './code-system-kind.js';
import type { NumberedRelease } from './code-system-release.js';

/** How long the list is believed: what another node loads counts after this time at the latest. */
const believedMs = 900;

/** The releases in use, as they were a second ago at most. */
export interface ReleaseList {
  /**
   * @param generation of what the data store validates by: what was read under another one is not believed any more,
   * since what is worked out under this one is kept for as long as it lasts
   */
  current(generation: string): Promise<readonly NumberedRelease[]>;
  /** As they are now. */
  fresh(): Promise<readonly NumberedRelease[]>;
  forget(): void;
}

interface Row {
  readonly release: number;
  readonly kind: string;
  readonly system: string;
  readonly version: string;
  readonly concepts: bigint;
  readonly loaded: Date;
}

export function createReleaseList({
  database,
  schema,
}: Pick<StoreContext, 'database' | 'schema'>): ReleaseList {
  let believed:
    | {
        readonly until: number;
        readonly generation: string;
        readonly list: Promise<readonly NumberedRelease[]>;
      }
    | undefined;

  async function read(): Promise<readonly NumberedRelease[]> {
    const rows = await database.query<Row>(
      `SELECT release, kind, system, version, concepts, loaded FROM ${schema}.code_system_release
        WHERE loaded IS NOT NULL ORDER BY system, version`,
    );
    return rows.map(({ kind, concepts, loaded, ...row }) => ({
      ...row,
      kind: kind as CodeSystemKind,
      concepts: Number(concepts),
      loaded: new Date(loaded),
    }));
  }

  return {
    fresh: read,
    current(generation) {
      const now = performance.now();
      if (believed?.generation === generation && believed.until > now) return believed.list;
      const list = read();
      const kept = { until: now + believedMs, generation, list };
      believed = kept;
      list.catch(() => {
        if (believed === kept) believed = undefined;
      });
      return list;
    },
    forget() {
      believed = undefined;
    },
  };
}
