import type { Awaitable, HttpResponse } from '@wellspring/http';
import { smartConfigurationAnswer } from './configuration/smart-configuration.js';
import { createProviderLookup } from './provider/provider-lookup.js';
import { readBearer, type PresentedBearer } from './tokens/read-bearer.js';
import { RefusedToken } from './tokens/refused-token.js';
import { createTokenCheck, type CheckedToken, type TokenCheckOptions } from './tokens/token-check.js';

const noToken = 'The Authorization header holds no bearer token';

/** How a request to a data store says who it is of. */
export interface PresentedToken {
  readonly storeId: string;
  /** The Authorization header. */
  readonly authorization: string | undefined;
  /** Whether the query carries a signature (`X-Amz-Signature`). */
  readonly isPresigned: boolean;
  /** The IAM action without its service: `SearchWithGet`; worked out where a hook is to be told of it. */
  readonly operationName: () => string;
}

/** SMART on FHIR, as the front sees it. */
export interface SmartAccess {
  /**
   * What the token of a request gives. Undefined: the request is to be checked as a signed one, as is known at once of
   * one that is signed.
   *
   * @throws RefusedToken; WellspringError `token-check-unavailable`
   */
  checkToken(presented: PresentedToken): Awaitable<CheckedToken | undefined>;
  /** @throws WellspringError `no-such-path` */
  smartConfiguration(storeId: string): Promise<HttpResponse>;
  /** Closes the connections that are kept. */
  close(): void;
}

export interface SmartAccessOptions extends TokenCheckOptions {
  /**
   * Reads the `IdentityProviderConfiguration` that is kept with a data store; undefined where there is none, or the
   * data store is not in service.
   */
  readonly identityProvider: (storeId: string) => Promise<unknown>;
}

/**
 * @example
 * const smart = createSmartAccess({ publicUrl, identityProvider, hooks: {}, introspectionClients: {}, builtIn: undefined,
 *   allowPrivate: false, remembered: 5_000, rememberedMs: 60_000, now: Date.now });
 * const checked = await smart.checkToken({ storeId, authorization: 'Bearer eyJ...', isPresigned: false, operationName: () => 'ReadResource' });
 */
export function createSmartAccess(options: SmartAccessOptions): SmartAccess {
  const providerOf = createProviderLookup(options.identityProvider, () => performance.now());
  const tokens = createTokenCheck(options);

  const check = async (
    presented: PresentedToken,
    bearer: PresentedBearer,
  ): Promise<CheckedToken | undefined> => {
    const { storeId, authorization, operationName } = presented;
    if (bearer.kind === 'malformed') throw new RefusedToken(noToken);
    const provider = await providerOf(storeId);
    if (bearer.kind === 'token') {
      // A data store that is not there says the same.
      if (provider === undefined) throw new RefusedToken('The data store takes no access tokens');
      const isForHook = provider.authority.kind === 'hook';
      return tokens.check({
        token: bearer.token,
        storeId,
        provider,
        operationName: isForHook ? operationName() : '',
      });
    }
    if (provider === undefined) return undefined;
    throw new RefusedToken(authorization === undefined ? undefined : noToken);
  };

  return {
    checkToken(presented) {
      const bearer = readBearer(presented.authorization);
      // Signed requests go on working with every strategy: IAM decides about them.
      const isSigned = presented.isPresigned || presented.authorization?.startsWith('AWS') === true;
      return bearer.kind === 'none' && isSigned ? undefined : check(presented, bearer);
    },
    async smartConfiguration(storeId) {
      const provider = await providerOf(storeId);
      return smartConfigurationAnswer(provider && tokens.configuration(provider, storeId));
    },
    close: () => {
      tokens.close();
    },
  };
}
