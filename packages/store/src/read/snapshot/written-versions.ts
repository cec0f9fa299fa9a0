import { storedVersion, versionColumns, type VersionRow } from '../stored-version.js';
import { cursorBatches, type SnapshotResource, type SnapshotSession } from './snapshot-session.js';

/** Version ids that one node gave out to one transaction: from the first to the last, of that node only. */
export interface WrittenSpan {
  readonly low: bigint;
  readonly high: bigint;
}

/** The low bits of a version id name the node that gave it out. */
const NODE = 1023n;

/** Spans that one statement goes through. */
const SPANS = 200;

/**
 * The resources that were written in some spans and have not been written since, a batch at a time, in no
 * particular order of types.
 */
export async function* writtenVersions(
  session: SnapshotSession,
  spans: readonly WrittenSpan[],
): AsyncGenerator<readonly SnapshotResource[]> {
  const { schema } = session.store;
  const apart = withoutOverlaps(spans);
  for (let at = 0; at < apart.length; at += SPANS) {
    const some = apart.slice(at, at + SPANS);
    const statement = {
      // The nodes of an import write at the same time: of the ids in a span a share is of its node.
      text: `SELECT ${versionColumns} FROM (
          SELECT t.vid, t.part FROM unnest($1::bigint[], $2::bigint[]) AS s (low, high)
          CROSS JOIN LATERAL (
            SELECT vid, part FROM ${schema}.version v
            WHERE v.vid >= s.low AND v.vid <= s.high AND (v.vid & ${NODE}) = (s.low & ${NODE}) ORDER BY v.vid OFFSET 0
          ) t
        ) t CROSS JOIN LATERAL (
          SELECT * FROM ${schema}.version v WHERE v.vid = t.vid AND v.part = t.part OFFSET 0
        ) v
        WHERE v.body IS NOT NULL
          AND EXISTS (SELECT FROM ${schema}.resource r WHERE r.id = v.id AND r.type = v.type AND r.vid = v.vid)`,
      values: [some.map(({ low }) => low), some.map(({ high }) => high)],
    };
    for await (const rows of cursorBatches<VersionRow>(session, statement, ({ body }) => body?.length ?? 0)) {
      const found = rows.map(storedVersion);
      yield found.filter((version): version is SnapshotResource => version.body !== undefined);
    }
  }
}

/** A worker writes two batches at once: their spans overlap, and each version counts once. */
function withoutOverlaps(spans: readonly WrittenSpan[]): readonly WrittenSpan[] {
  const sorted = [...spans].sort((left, right) => {
    const nodes = Number((left.low & NODE) - (right.low & NODE));
    if (nodes !== 0) return nodes;
    return left.low < right.low ? -1 : 1;
  });
  const apart: { low: bigint; high: bigint }[] = [];
  for (const { low, high } of sorted) {
    const last = apart.at(-1);
    if (last !== undefined && (last.low & NODE) === (low & NODE) && low <= last.high) {
      if (high > last.high) last.high = high;
    } else apart.push({ low, high });
  }
  return apart;
}
