import type { JsonObject } from '@wellspring/fhir';
import type { StoreContext } from '../store-context.js';
import { essentials } from './read-sources.js';

/** Parameters of one package that are kept. */
const MOST = 2_000;

/**
 * Puts the SearchParameter resources of a package in the place of those that it had before: none, where it is
 * removed. They are indexed after the next look (`syncParameters`).
 */
export async function replacePackageParameters(
  { database, schema }: Pick<StoreContext, 'database' | 'schema'>,
  name: string,
  resources: readonly JsonObject[],
): Promise<void> {
  const kept = resources.slice(0, MOST).map((resource) => JSON.stringify(essentials(resource)));
  await database.transaction(async (client) => {
    await client.query(`UPDATE ${schema}.search_parameter_reading SET packages = packages + 1`);
    await client.query(`DELETE FROM ${schema}.package_search_parameter WHERE package = $1`, [name]);
    await client.query(
      `INSERT INTO ${schema}.package_search_parameter (package, ordinal, resource)
       SELECT $1, ordinal, resource::jsonb FROM unnest($2::text[]) WITH ORDINALITY AS u (resource, ordinal)`,
      [name, kept],
    );
  });
}
