import { searchParameters } from '@wellspring/fhir';
import { toBigInt } from '../../hash/sip-hash.js';
import type { SnapshotSession } from './snapshot-session.js';

/** An identifier of a resource. */
export interface HeldIdentifier {
  /** Of the version that has it. */
  readonly vid: bigint;
  readonly system: string;
  readonly value: string;
}

/**
 * Of each identifier of resources of a type whether another resource of the type has it, too: by the rows of the
 * search parameter `identifier`, a look at two of them each, however many there are. Undefined for a type without
 * that parameter.
 */
export async function sharedIdentifiers(
  { query, store: { schema, term } }: SnapshotSession,
  type: string,
  identifiers: readonly HeldIdentifier[],
): Promise<readonly boolean[] | undefined> {
  if (searchParameters(type).get('identifier')?.type !== 'token') return undefined;
  const key = term.parameter(type, 'identifier');
  const rows = await query<{ shared: boolean }>({
    text: `SELECT EXISTS (
        SELECT FROM ${schema}.token t WHERE t.hash = u.hash AND t.system = u.system AND t.vid <> u.vid
      ) AS shared
      FROM unnest($1::bigint[], $2::bigint[], $3::integer[]) WITH ORDINALITY AS u (vid, hash, system, place)
      ORDER BY u.place`,
    values: [
      identifiers.map(({ vid }) => vid),
      identifiers.map(({ value }) => toBigInt(term.term(key, 'code', value))),
      identifiers.map(({ system }) => term.short(system)),
    ],
  });
  return rows.map(({ shared }) => shared);
}
