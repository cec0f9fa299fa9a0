// Only tests import this file.

/*
 * What Citus can carry out, as far as this program asks it, told from the text of a statement. By the documentation
 * (https://docs.citusdata.com/en/stable/develop/reference_sql.html, .../reference_dml.html) and by the planner's own
 * refusals (src/backend/distributed/planner of github.com/citusdata/citus, version 14): what goes to one shard it hands
 * on as it is, writes to one shard by a value of the distribution column, and little else is allowed here.
 */

const byPart = new Set([
  'version',
  'resource',
  'superseded',
  'token',
  'reference',
  'string',
  'date',
  'number',
  'quantity',
  'words',
  'guest',
]);
const byId = new Set(['identity']);
const everywhere = new Set(['dictionary']);

/** The column that the rows of a distributed table lie by. */
export function distributionColumn(table: string): 'part' | 'id' | undefined {
  if (byPart.has(table)) return 'part';
  return byId.has(table) ? 'id' : undefined;
}

interface Named {
  readonly table: string;
  /** The number of the shard whose view it is; undefined: the table itself. */
  readonly shard: string | undefined;
}

function namedIn(text: string): readonly Named[] {
  return [...text.matchAll(/\bds_[0-9a-f]{32}(?:_(\d+))?\.(\w+)/g)].map(([, shard, table]) => ({
    table: table!,
    shard,
  }));
}

/** Why Citus would not carry a statement out in one shard each; undefined where it does. */
export function citusFault(statement: string): string | undefined {
  const text = statement.replace(/\s+/g, ' ').trim();
  const named = namedIn(text);
  const shards = new Set(named.flatMap(({ shard }) => shard ?? []));
  const bare = named.filter(({ shard }) => shard === undefined);
  const distributed = bare.filter(({ table }) => distributionColumn(table) !== undefined);
  const local = bare.filter(({ table }) => distributionColumn(table) === undefined && !everywhere.has(table));
  if (shards.size > 1) return 'it reads two shards';
  if (local.length > 0 && (distributed.length > 0 || shards.size > 0))
    return 'it joins tables of the coordinator with distributed ones';
  if (shards.size === 0 && distributed.length === 0) return undefined;
  const verb = /^\w+/.exec(text)?.[0].toUpperCase() ?? '';
  switch (verb) {
    case 'SELECT':
    case 'WITH':
    case 'DECLARE':
    case 'EXPLAIN':
      return faultOfRead(text, shards.size > 0, distributed);
    case 'INSERT':
      return faultOfInsert(text, shards.size > 0, distributed);
    case 'UPDATE':
    case 'DELETE':
      return faultOfChange(text, shards.size > 0, distributed);
    case 'COPY': {
      const [, columns = ''] = /\(([^)]*)\) FROM STDIN/.exec(text) ?? [];
      return hasColumn(columns, distributed[0]!.table) ? undefined : 'rows are copied without their place';
    }
    case 'PREPARE':
    case 'EXECUTE':
    case 'TRUNCATE':
    case 'VACUUM':
    case 'DROP':
      return undefined;
    default:
      return `${verb} is not for distributed tables`;
  }
}

function hasColumn(columns: string, table: string): boolean {
  return columns.split(',').some((column) => column.trim() === distributionColumn(table));
}

function faultOfRead(text: string, ofShard: boolean, distributed: readonly Named[]): string | undefined {
  if (/\b(?:INSERT INTO|DELETE FROM|UPDATE ds_)/.test(text)) return 'it writes within a query';
  if (/\bnextval\(/.test(text)) return 'it takes a number of a sequence';
  const locks = /\bFOR (?:NO KEY )?(?:UPDATE|SHARE)\b/.test(text);
  if (ofShard) {
    if (distributed.length > 0) return 'it joins a shard with whole tables';
    return locks ? 'it locks through a view' : undefined;
  }
  if (distributed.length > 1) return 'it joins whole tables';
  if (distributed[0]!.table !== 'identity') return 'it reads a whole table';
  if (/\bid = \$\d+::text\b/.test(text)) return undefined;
  if (/\bid = ANY \(\$\d+::text\[\]\)/.test(text))
    return locks ? 'it locks rows of several shards' : undefined;
  return 'it reads a whole table';
}

function faultOfInsert(text: string, ofShard: boolean, distributed: readonly Named[]): string | undefined {
  const [target, ...more] = distributed;
  if (target === undefined) return 'it writes through a view';
  if (more.length > 0) return 'it reads whole tables';
  const [, columns = ''] = /^INSERT INTO \S+(?: AS \w+)? \(([^)]*)\)/.exec(text) ?? [];
  if (!hasColumn(columns, target.table)) return 'rows are inserted without their place';
  const conflict = /\bON CONFLICT\b/.test(text);
  if (/\) VALUES \(/.test(text)) {
    if (conflict && !text.includes('ON CONFLICT DO NOTHING')) return 'a conflict may move a row';
    return undefined;
  }
  if (conflict || /\bRETURNING\b/.test(text)) return 'it inserts what it selects, and more';
  return ofShard || /\bFROM unnest\(/.test(text) ? undefined : 'it inserts what it selects from elsewhere';
}

function faultOfChange(text: string, ofShard: boolean, distributed: readonly Named[]): string | undefined {
  const [target, ...more] = distributed;
  if (target === undefined) return 'it writes through a view';
  if (more.length > 0 || ofShard) return 'it joins another table';
  const column = distributionColumn(target.table)!;
  const [, where = ''] = /\bWHERE (.*)$/.exec(text) ?? [];
  const type = column === 'part' ? 'integer' : 'text';
  const pinned = where
    .split(' AND ')
    .some((term) => new RegExp(`^(?:\\w+\\.)?${column} = \\$\\d+::${type}$`).test(term.trim()));
  if (!pinned || /\bOR\b/.test(where)) return `it is for no one ${column}`;
  const [, set = ''] = /\bSET (.*) WHERE/.exec(text) ?? [];
  if (new RegExp(`(?:^|, )${column} =`).test(set)) return `it changes ${column}`;
  if (/\b(?:now|random|clock_timestamp|nextval|gen_random_uuid)\(/.test(text))
    return 'it calls a volatile function';
  return undefined;
}
