import { timingSafeEqual } from 'node:crypto';
import type { Sealer } from '@wellspring/access';
import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';

/**
 * Makes sure that the master key is the one that this database knows; the first one that comes is taken. With another
 * one, what is sealed in the database could not be opened, and what is sealed now not by others that share it.
 *
 * @param database migrated by `migrateIam`
 * @throws WellspringError `master-key-mismatch`
 */
export async function checkMasterKey(database: Pick<Database, 'query'>, sealer: Sealer): Promise<void> {
  const mark = sealer.derive('mark of the master key');
  await database.query(
    'INSERT INTO wellspring.master_key (single, mark) VALUES (true, $1) ON CONFLICT DO NOTHING',
    [mark],
  );
  const [row] = await database.query<{ mark: Buffer }>('SELECT mark FROM wellspring.master_key');
  if (row?.mark.length === mark.length && timingSafeEqual(row.mark, mark)) return;
  throw new WellspringError(
    'master-key-mismatch',
    'The master key is another than the one that this database was first used with. Servers that share a database ' +
      'share the key: set WELLSPRING_MASTER_KEY to what the file master-key in the data folder of the first one ' +
      'holds, or restore that file from a backup',
  );
}
