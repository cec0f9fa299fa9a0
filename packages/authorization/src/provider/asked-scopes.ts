import type { Client } from 'oidc-provider';
import { allowedScopes } from '../scopes/allowed-scopes.js';
import type { Realm } from './realm.js';

/** Of the scopes in a request, those that its app can be given. */
export function askedScopes(
  realm: Realm,
  client: Client,
  scope: string | undefined,
  flow: 'person' | 'client',
): readonly string[] {
  const registered = client['registered_scope'] as string | undefined;
  return allowedScopes(scope?.split(' ') ?? [], registered?.split(' ') ?? [], flow, realm.store.rules);
}
