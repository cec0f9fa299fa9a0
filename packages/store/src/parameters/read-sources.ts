import type { Database } from '@wellspring/database';
import type { JsonObject, JsonValue, OwnSource } from '@wellspring/fhir';
import { resourcesOfPackages } from '../fhir-packages/package-table.js';
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
  /** `SearchParameter/id`, or `name@version` of a package with `#` and a number. */
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
    `SELECT concat_ws(':', $2::text, p.count, p.ids, count(vid), COALESCE(bit_xor(vid), 0)) AS signature
     FROM (SELECT count(*), COALESCE(bit_xor(id), 0) AS ids FROM ${schema}.package WHERE ready) p
     LEFT JOIN ${schema}.token ON hash = $1 GROUP BY p.count, p.ids`,
    [toBigInt(term.parameter('SearchParameter', '_type')), String(READING)],
  );
  return row!.signature;
}

/** The SearchParameter resources: the data store's own, those that were written first before others, then packages'. */
export async function readSources(
  database: Database,
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
  let ordinal = 0;
  for await (const { package: name, packageVersion, tree } of resourcesOfPackages(
    database,
    schema,
    'SearchParameter',
  )) {
    if (sources.length >= MOST) break;
    ordinal++;
    sources.push({ source: { name: `${name}@${packageVersion}#${ordinal}` }, resource: essentials(tree) });
  }
  return sources.slice(0, MOST);
}

/** More of a list than can count. */
const longest = 200;
/** More of a text than can count, by one: what is longer is refused. */
const longestText = 10_001;

/** Of a resource what it is indexed by: thousands are held together, and each may have a long narrative. */
function essentials(resource: JsonObject): JsonObject {
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
