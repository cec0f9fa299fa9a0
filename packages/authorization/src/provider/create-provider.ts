import { Provider, type KoaContextWithOIDC } from 'oidc-provider';
import type { SigningKeys } from '../keys/signing-keys.js';
import { answerForAccessToken } from './answer-for-access-token.js';
import { noteIssued } from './note-issued.js';
import { providerConfiguration } from './provider-configuration.js';
import type { Realm } from './realm.js';
import { addLaunchContext } from './token-answer.js';

/** The OpenID Connect provider of one data store. */
export function createProvider(
  realm: Realm,
  keys: SigningKeys,
  cookieKey: string,
  onFailure: (error: unknown) => void,
): Provider {
  const provider = new Provider(realm.issuer, providerConfiguration(realm, keys, cookieKey));
  // Whatever stands before this server, and whatever Host a client sends: the addresses are those of the settings.
  const { protocol, host } = new URL(realm.issuer);
  Object.defineProperties(provider.request, {
    protocol: { get: () => protocol.slice(0, -1) },
    host: { get: () => host },
  });
  provider.use(async (context, next) => {
    await next();
    // What is no route of the library has nothing of its own.
    if (!('oidc' in context)) return;
    const ctx = context as KoaContextWithOIDC;
    await addLaunchContext(realm, ctx);
    await noteIssued(realm, ctx);
    await answerForAccessToken(realm, keys, ctx);
    // The library's own page, which takes a code back to an app by a form (`form_post`), has none of these.
    if (ctx.response.is('html') && !ctx.res.hasHeader('content-security-policy'))
      ctx.set({
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
  });
  provider.on('server_error', (_ctx, error) => {
    onFailure(error);
  });
  // Koa's own, of what no route caught; the types do not know it.
  (provider as NodeJS.EventEmitter).on('error', onFailure);
  return provider;
}
