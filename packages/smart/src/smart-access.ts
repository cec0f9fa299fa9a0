import type { HttpResponse } from '@wellspring/http';
import { smartConfigurationAnswer } from './configuration/smart-configuration.js';
import { createProviderLookup } from './provider/provider-lookup.js';
import { readBearer } from './tokens/read-bearer.js';
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
  /** The IAM action without its service: `SearchWithGet`. */
  readonly operationName: string;
}

/** SMART on FHIR, as the front sees it. */
export interface SmartAccess {
  /**
   * What the token of a request gives. Undefined: the request is to be checked as a signed one.
   *
   * @throws RefusedToken; WellspringError `token-check-unavailable`
   */
  checkToken(presented: PresentedToken): Promise<CheckedToken | undefined>;
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
 * const checked = await smart.checkToken({ storeId, authorization: 'Bearer eyJ...', isPresigned: false, operationName });
 */
export function createSmartAccess(options: SmartAccessOptions): SmartAccess {
  const providerOf = createProviderLookup(options.identityProvider, () => performance.now());
  const tokens = createTokenCheck(options);

  return {
    async checkToken({ storeId, authorization, isPresigned, operationName }) {
      const bearer = readBearer(authorization);
      // Signed requests go on working with every strategy: IAM decides about them.
      const isSigned = isPresigned || authorization?.startsWith('AWS');
      if (bearer.kind === 'none' && isSigned) return undefined;
      if (bearer.kind === 'malformed') throw new RefusedToken(noToken);
      const provider = await providerOf(storeId);
      if (bearer.kind === 'token') {
        // A data store that is not there says the same.
        if (provider === undefined) throw new RefusedToken('The data store takes no access tokens');
        return tokens.check({ token: bearer.token, storeId, provider, operationName });
      }
      if (provider === undefined) return undefined;
      throw new RefusedToken(authorization === undefined ? undefined : noToken);
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
