import type { Client } from 'oidc-provider';
import { allowedScopes } from '../scopes/allowed-scopes.js';
import type { Realm } from './realm.js';

/** Of the scopes in a request, those that its app can be given. */
export function askedScopes(
  realm: Realm,
  client: Client,
  scope: unknown,
  flow: 'person' | 'client',
): readonly string[] {
  const asked = typeof scope === 'string' ? scope.split(' ') : [];
  const registered = String(client['registered_scope'] ?? '').split(' ');
  return allowedScopes(asked, registered, flow, realm.store.rules);
}
