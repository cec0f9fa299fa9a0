import type { Client } from 'oidc-provider';
import { mayHaveUserScopes, type Account } from '../accounts/account.js';
import { allowedScopes, isUserScope } from '../scopes/allowed-scopes.js';
import type { Realm } from './realm.js';

/**
 * Of the scopes in a request, those that its app can be given.
 *
 * @param account who logged in, once that is known: some have no `user/` scopes
 */
export function askedScopes(
  realm: Realm,
  client: Client,
  scope: string | undefined,
  flow: 'person' | 'client',
  account?: Account,
): readonly string[] {
  const registered = client['registered_scope'] as string | undefined;
  const scopes = allowedScopes(
    scope?.split(' ') ?? [],
    registered?.split(' ') ?? [],
    flow,
    realm.store.rules,
  );
  return account && !mayHaveUserScopes(account, realm.store.fineGrained)
    ? scopes.filter((each) => !isUserScope(each))
    : scopes;
}
