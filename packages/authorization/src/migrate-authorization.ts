import { fileURLToPath } from 'node:url';
import { migrate } from '@wellspring/database';

/**
 * Brings the tables of the authorization server to the state of this program, in the schema `wellspring`.
 *
 * @throws WellspringError as `migrate` of the database room does
 */
export async function migrateAuthorization(databaseUrl: string): Promise<void> {
  const folder = fileURLToPath(new URL('../migrations', import.meta.url));
  await migrate({ url: databaseUrl, schema: 'wellspring', folder, table: 'authorization_migration' });
}
