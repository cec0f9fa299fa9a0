import { randomBytes } from 'node:crypto';
import type { Sealer } from '@wellspring/access';
import type { Database } from '@wellspring/database';
import { WellspringError } from '@wellspring/errors';
import { clientIdForm, type ClientMetadata } from './client-metadata.js';

/** The apps that are registered at one data store. */
export interface ClientTable {
  /**
   * @returns the secret, where it has one: shown here and never again
   * @throws WellspringError `authorization-name-taken`
   */
  create(metadata: ClientMetadata): Promise<string | undefined>;
  /** In place of what was registered, the secret kept where it goes on with one; undefined: there is none of that id. */
  replace(metadata: ClientMetadata): Promise<{ readonly secret: string | undefined } | undefined>;
  find(clientId: string): Promise<ClientMetadata | undefined>;
  /** Milliseconds since 1970: what an app of the same id was given before was not given to this one. */
  registeredAt(clientId: string): Promise<number | undefined>;
  list(after: string, limit: number): Promise<readonly ClientMetadata[]>;
  remove(clientId: string): Promise<boolean>;
  /** As oidc-provider wants it, with the secret; see `providerMetadata`. */
  metadata(clientId: string): Promise<Readonly<Record<string, unknown>> | undefined>;
}

interface Row {
  readonly metadata: ClientMetadata;
  readonly secret: string | null;
  readonly created_at: Date;
}

const purpose = 'authorization client secret';

/** Apps in `wellspring.authorization_client`. */
export function clientTable(database: Database, sealer: Sealer, storeId: string): ClientTable {
  const row = async (clientId: string): Promise<Row | undefined> => {
    // Strangers come with whatever they like, also with what no text of PostgreSQL can hold.
    if (!clientIdForm.test(clientId)) return undefined;
    const rows = await database.query<Row>(
      'SELECT metadata, secret, created_at FROM wellspring.authorization_client WHERE data_store_id = $1 AND client_id = $2',
      [storeId, clientId],
    );
    return rows[0];
  };
  return {
    async create(metadata) {
      const secret = hasSecret(metadata) ? randomBytes(32).toString('base64url') : undefined;
      const rows = await database.query(
        `INSERT INTO wellspring.authorization_client (data_store_id, client_id, metadata, secret)
         VALUES ($1, $2, $3, $4) ON CONFLICT (data_store_id, client_id) DO NOTHING RETURNING 1`,
        [
          storeId,
          metadata.client_id,
          JSON.stringify(metadata),
          secret === undefined ? null : sealer.seal(purpose, secret),
        ],
      );
      if (rows.length === 0)
        throw new WellspringError(
          'authorization-name-taken',
          `There is a client ${metadata.client_id} already`,
        );
      return secret;
    },
    async replace(metadata) {
      const before = await row(metadata.client_id);
      if (!before) return undefined;
      const fresh =
        hasSecret(metadata) && before.secret === null ? randomBytes(32).toString('base64url') : undefined;
      const sealed = fresh === undefined ? before.secret : sealer.seal(purpose, fresh);
      await database.query(
        `UPDATE wellspring.authorization_client SET metadata = $3, secret = $4
         WHERE data_store_id = $1 AND client_id = $2`,
        [storeId, metadata.client_id, JSON.stringify(metadata), hasSecret(metadata) ? sealed : null],
      );
      return { secret: fresh };
    },
    async find(clientId) {
      return (await row(clientId))?.metadata;
    },
    async registeredAt(clientId) {
      return (await row(clientId))?.created_at.getTime();
    },
    async list(after, limit) {
      const rows = await database.query<Pick<Row, 'metadata'>>(
        `SELECT metadata FROM wellspring.authorization_client
         WHERE data_store_id = $1 AND client_id > $2 ORDER BY client_id LIMIT $3`,
        [storeId, after, limit],
      );
      return rows.map(({ metadata }) => metadata);
    },
    async remove(clientId) {
      const rows = await database.query(
        'DELETE FROM wellspring.authorization_client WHERE data_store_id = $1 AND client_id = $2 RETURNING 1',
        [storeId, clientId],
      );
      return rows.length > 0;
    },
    async metadata(clientId) {
      const found = await row(clientId);
      if (!found) return undefined;
      const secret = found.secret === null ? undefined : sealer.open(purpose, found.secret)?.toString();
      return providerMetadata(found.metadata, secret);
    },
  };
}

function hasSecret(metadata: ClientMetadata): boolean {
  return metadata.token_endpoint_auth_method.startsWith('client_secret_');
}

/**
 * The library knows no `scope` of its own kinds: it refuses what SMART passes over, so ours goes by another name. Apps
 * that come back to this machine or by a scheme of their own are native ones to it.
 */
function providerMetadata(
  { scope, ...metadata }: ClientMetadata,
  secret: string | undefined,
): Readonly<Record<string, unknown>> {
  const native = metadata.redirect_uris.some((uri) => !uri.startsWith('https:'));
  return {
    ...metadata,
    registered_scope: scope,
    application_type: native ? 'native' : 'web',
    response_types: metadata.redirect_uris.length > 0 ? ['code'] : [],
    ...(secret !== undefined && { client_secret: secret }),
  };
}
