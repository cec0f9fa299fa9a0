import { createHash } from 'node:crypto';

/** The strategies of a data store that takes access tokens. */
export type SmartStrategy = 'SMART_ON_FHIR_V1' | 'SMART_ON_FHIR';

/** Who says what an access token is worth. */
export type TokenAuthority =
  /** The customer's hook, by the ARN of the Lambda function that it stands for. */
  | { readonly kind: 'hook'; readonly arn: string }
  /** An authorization server: by the keys that it publishes, or by asking it. */
  | {
      readonly kind: 'server';
      readonly issuer: string | undefined;
      readonly jwksUri: string | undefined;
      readonly introspectionEndpoint: string | undefined;
    }
  | { readonly kind: 'built-in' };

/** What a data store's configuration says of access tokens. */
export interface SmartProvider {
  readonly strategy: SmartStrategy;
  /** `FineGrainedAuthorizationEnabled` */
  readonly fineGrained: boolean;
  readonly authority: TokenAuthority;
  /**
   * What `aud` of a token must hold one of: the metadata's `wellspring_audience`. Undefined: the address of the data
   * store. None: tokens need not say.
   */
  readonly audiences: readonly string[] | undefined;
  /** The SMART configuration that was given; empty where none was. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** A digest of all of it: what was found out under another one no longer holds. */
  readonly revision: string;
}

/**
 * Reads the `IdentityProviderConfiguration` of a data store, as the control plane keeps it. Undefined: the data store
 * takes no tokens (`AWS_AUTH`, or nothing is said).
 *
 * The hook goes before everything else, as with HealthLake: who has one wants it to decide. Without it the metadata
 * tell of an authorization server (`issuer` and `jwks_uri`, `introspection_endpoint`), and where they do not, it is
 * the built-in one.
 */
export function readSmartProvider(configuration: unknown): SmartProvider | undefined {
  if (!isRecord(configuration)) return undefined;
  const strategy = configuration['AuthorizationStrategy'];
  if (strategy !== 'SMART_ON_FHIR' && strategy !== 'SMART_ON_FHIR_V1') return undefined;
  const metadata = parsed(configuration['Metadata']);
  return {
    strategy,
    fineGrained: configuration['FineGrainedAuthorizationEnabled'] === true,
    authority: authorityOf(configuration['IdpLambdaArn'], metadata),
    audiences: audiencesOf(metadata['wellspring_audience']),
    metadata,
    revision: createHash('sha256').update(JSON.stringify(configuration)).digest('base64url'),
  };
}

function authorityOf(arn: unknown, metadata: Readonly<Record<string, unknown>>): TokenAuthority {
  if (typeof arn === 'string') return { kind: 'hook', arn };
  const { issuer, jwks_uri: jwksUri, introspection_endpoint: introspectionEndpoint } = metadata;
  const server = {
    kind: 'server',
    issuer: text(issuer),
    jwksUri: text(issuer) === undefined ? undefined : text(jwksUri),
    introspectionEndpoint: text(introspectionEndpoint),
  } as const;
  const isServer = server.jwksUri !== undefined || server.introspectionEndpoint !== undefined;
  return isServer ? server : { kind: 'built-in' };
}

/** Only a list that is empty says that there need be none: one with anything else in it is a mistake. */
function audiencesOf(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The control plane lets no other in; a document that is none says nothing. */
function parsed(metadata: unknown): Readonly<Record<string, unknown>> {
  if (typeof metadata !== 'string') return {};
  try {
    const value: unknown = JSON.parse(metadata);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
