import type { Database } from '@wellspring/database';
import type { JsonObject, JsonValue, OwnSource } from '@wellspring/fhir';
import { decodeBody } from '../body/body-codec.js';
import { toBigInt } from '../hash/sip-hash.js';
import type { StoreContext } from '../store-context.js';

/** Goes up whenever this program reads SearchParameter resources otherwise than the one before. */
const READING = 1;

/** SearchParameter resources that are looked at; those of R4 are 1,400. */
const MOST = 5_000;
/** Resources that are read at a time. */
const PAGE = 200;

/** What names a SearchParameter resource, and where it stands among others. */
export interface SourceName {
  /** `SearchParameter/id`, or the name of a package with `#` and a number. */
  readonly name: string;
}

type Reader = Pick<StoreContext, 'schema' | 'term'>;

/**
 * Names the SearchParameter resources that there are at this moment, with their versions: as long as it stays the
 * same, so do they.
 */
export async function sourcesSignature(
  database: Pick<Database, 'query'>,
  { schema, term }: Reader,
): Promise<string> {
  const [row] = await database.query<{ signature: string }>(
    `SELECT concat_ws(':', $2::text, (SELECT packages FROM ${schema}.search_parameter_reading),
       count(*), COALESCE(bit_xor(vid), 0)) AS signature
     FROM ${schema}.token WHERE hash = $1`,
    [toBigInt(term.parameter('SearchParameter', '_type')), String(READING)],
  );
  return row!.signature;
}

/** The SearchParameter resources: the data store's own, those that were written first before others, then packages'. */
export async function readSources(
  database: Pick<Database, 'query'>,
  { schema, term }: Reader,
): Promise<readonly OwnSource<SourceName>[]> {
  const sources: OwnSource<SourceName>[] = [];
  const type = toBigInt(term.parameter('SearchParameter', '_type'));
  for (let after = 0n; sources.length < MOST;) {
    const rows = await database.query<{ vid: bigint; id: string; body: Buffer }>(
      `SELECT v.vid, v.id, v.body FROM ${schema}.token t JOIN ${schema}.version v ON v.vid = t.vid AND v.part = t.part
       WHERE t.hash = $1 AND t.vid > $2 ORDER BY t.vid LIMIT ${PAGE}`,
      [type, after],
    );
    for (const { id, body } of rows) {
      const resource = JSON.parse(decodeBody(body).toString('utf8')) as JsonObject;
      sources.push({ source: { name: `SearchParameter/${id}` }, resource: essentials(resource) });
    }
    if (rows.length < PAGE) break;
    after = rows.at(-1)!.vid;
  }
  const packaged = await database.query<{ package: string; ordinal: number; resource: JsonObject }>(
    `SELECT package, ordinal, resource FROM ${schema}.package_search_parameter
     ORDER BY package, ordinal LIMIT ${MOST}`,
  );
  for (const { package: name, ordinal, resource } of packaged)
    sources.push({ source: { name: `${name}#${ordinal}` }, resource });
  return sources.slice(0, MOST);
}

/** More of a list than can count. */
const longest = 200;
/** More of a text than can count, by one: what is longer is refused. */
const longestText = 10_001;

/** Of a resource what it is indexed by: thousands are held together, and each may have a long narrative. */
export function essentials(resource: JsonObject): JsonObject {
  const kept: Record<string, JsonValue> = {};
  for (const name of ['resourceType', 'id', 'url', 'code', 'status', 'type', 'expression', 'description']) {
    const value = resource[name];
    if (typeof value === 'string') kept[name] = value.slice(0, longestText);
  }
  for (const name of ['base', 'target', 'component']) {
    const value = resource[name];
    if (Array.isArray(value)) kept[name] = (value as readonly JsonValue[]).slice(0, longest).map(short);
  }
  return kept;
}

/** A code, or a component. */
function short(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.slice(0, longest);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const { definition, expression } = value as JsonObject;
  return {
    ...(typeof definition === 'string' && { definition: definition.slice(0, longestText) }),
    ...(typeof expression === 'string' && { expression: expression.slice(0, longestText) }),
  };
}
