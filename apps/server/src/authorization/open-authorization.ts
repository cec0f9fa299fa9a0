import type { Sealer } from '@wellspring/access';
import {
  createAuthorizationServer,
  scopeRulesOf,
  type AuthorizationServer,
  type ServedStore,
} from '@wellspring/authorization';
import type { Database } from '@wellspring/database';
import { readSmartProvider } from '@wellspring/smart';
import type { DataStoreRegistry } from '@wellspring/store';
import type { Logger } from 'pino';
import type { Settings } from '../configuration/schema.js';
import { storedPatients } from './stored-patients.js';

/** The built-in authorization server as the settings have it; undefined where it is off. */
export function openAuthorization(
  settings: Settings,
  options: {
    readonly database: Database;
    readonly registry: DataStoreRegistry;
    readonly sealer: Sealer;
    readonly endpoint: string;
    readonly log: Logger;
  },
): AuthorizationServer | undefined {
  if (!settings.WELLSPRING_AUTHORIZATION_SERVER) return undefined;
  const { database, registry, sealer, endpoint, log } = options;
  return createAuthorizationServer({
    database,
    sealer,
    publicUrl: endpoint,
    region: settings.WELLSPRING_REGION,
    accountId: settings.WELLSPRING_ACCOUNT_ID,
    lifetimes: {
      accessToken: settings.WELLSPRING_AUTHORIZATION_TOKEN_MINUTES * 60,
      serviceToken: settings.WELLSPRING_AUTHORIZATION_SERVICE_TOKEN_MINUTES * 60,
      refreshToken: settings.WELLSPRING_AUTHORIZATION_REFRESH_DAYS * 86_400,
      session: settings.WELLSPRING_AUTHORIZATION_SESSION_HOURS * 3_600,
    },
    keyDays: settings.WELLSPRING_AUTHORIZATION_KEY_DAYS,
    store: (id) => servedStore(registry, endpoint, id),
    exists: async (id) => {
      const record = await registry.get(id);
      return record !== undefined && record.status !== 'DELETED';
    },
    onFailure: (error, requestId) => {
      log.error({ requestId, err: error }, 'the authorization server failed');
    },
  });
}

/** A data store with a SMART strategy that names no other authority for its tokens. */
async function servedStore(
  registry: DataStoreRegistry,
  endpoint: string,
  id: string,
): Promise<ServedStore | undefined> {
  const store = await registry.open(id);
  const record = store && (await registry.get(id));
  const provider = record && readSmartProvider(record.properties['IdentityProviderConfiguration']);
  if (provider?.authority.kind !== 'built-in') return undefined;
  return {
    fhirBase: `${endpoint}/datastore/${id}/r4`,
    rules: scopeRulesOf(provider.strategy),
    fineGrained: provider.fineGrained,
    patients: storedPatients(store!, provider.fineGrained),
  };
}
