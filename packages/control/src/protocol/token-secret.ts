import { randomBytes } from 'node:crypto';
import type { Database } from '@wellspring/database';

/**
 * The secret that NextTokens are authenticated with, the same for every node on this database; made
 * when it is first asked for, and read once in the life of a process.
 */
export function tokenSecret(database: Database): () => Promise<Buffer> {
  let known: Buffer | undefined;
  return async () => {
    known ??= await readSecret(database);
    return known;
  };
}

async function readSecret(database: Database): Promise<Buffer> {
  await database.query('INSERT INTO wellspring.control_secret (secret) VALUES ($1) ON CONFLICT DO NOTHING', [
    randomBytes(32),
  ]);
  const rows = await database.query<{ secret: Buffer }>('SELECT secret FROM wellspring.control_secret');
  return rows[0]!.secret;
}
