import { createSmartAccess, type BuiltInAuthorization, type SmartAccess } from '@wellspring/smart';
import type { DataStoreRegistry, DataStoreStatus } from '@wellspring/store';
import type { Settings } from '../configuration/schema.js';
import { introspectionClients, tokenHooks } from '../configuration/token-settings.js';

/** In any other status a data store has no resources that a token could be for. */
const inService: ReadonlySet<DataStoreStatus> = new Set(['ACTIVE', 'UPDATING', 'UPDATE_FAILED']);

/** The check of access tokens, as the settings have it. */
export function openSmartAccess(
  settings: Settings,
  registry: DataStoreRegistry,
  publicUrl: string,
  builtIn: BuiltInAuthorization | undefined,
): SmartAccess {
  return createSmartAccess({
    publicUrl,
    builtIn,
    async identityProvider(storeId) {
      const record = await registry.get(storeId);
      return record && inService.has(record.status)
        ? record.properties['IdentityProviderConfiguration']
        : undefined;
    },
    hooks: tokenHooks.parse(JSON.parse(settings.WELLSPRING_TOKEN_HOOKS)),
    introspectionClients: introspectionClients.parse(JSON.parse(settings.WELLSPRING_INTROSPECTION_CLIENTS)),
    allowPrivate: settings.WELLSPRING_PRIVATE_IDENTITY_PROVIDERS,
    remembered: settings.WELLSPRING_TOKEN_CACHE,
    rememberedMs: settings.WELLSPRING_TOKEN_CACHE_SECONDS * 1_000,
    now: Date.now,
  });
}
