import { describe, expect, it } from 'vitest';
import type { IdentityProviderConfiguration } from '../generated/shapes.js';
import { checkIdentityProvider } from './identity-provider.js';

const metadata = {
  authorization_endpoint: 'https://idp.example.org/authorize',
  token_endpoint: 'https://idp.example.org/token',
  grant_types_supported: ['authorization_code'],
  capabilities: ['launch-ehr', 'permission-v2'],
  code_challenge_methods_supported: ['S256'],
};
const smart = (changes: object = {}, rest: object = {}): IdentityProviderConfiguration => ({
  AuthorizationStrategy: 'SMART_ON_FHIR',
  IdpLambdaArn: 'arn:aws:lambda:us-east-1:123456789012:function:idp',
  Metadata: JSON.stringify({ ...metadata, ...changes }),
  ...rest,
});

describe('identity provider', () => {
  it.each<readonly [string, IdentityProviderConfiguration | undefined]>([
    ['none', undefined],
    ['SigV4 alone', { AuthorizationStrategy: 'AWS_AUTH' }],
    ['SMART v2', smart()],
    ['SMART v1', smart({}, { AuthorizationStrategy: 'SMART_ON_FHIR_V1' })],
    ['unknown elements', smart({ registration_endpoint: 'https://idp.example.org/register' })],
    [
      'client credentials without an authorization endpoint',
      smart({ grant_types_supported: ['client_credentials'], authorization_endpoint: undefined }),
    ],
  ])('accepts %s', (_, provider) => {
    checkIdentityProvider(provider, false);
  });

  const keys = { issuer: 'https://idp.example.org', jwks_uri: 'https://idp.example.org/jwks' };
  it.each([
    ['keys', keys],
    ['keys on this machine', { ...keys, jwks_uri: 'http://127.0.0.1:9/jwks' }],
    ['introspection', { introspection_endpoint: 'https://idp.example.org/introspect' }],
    ['an audience of its own', { ...keys, wellspring_audience: 'api' }],
    ['no audience', { ...keys, wellspring_audience: [] }],
  ])('needs no Lambda with %s', (_, changes) => {
    checkIdentityProvider(smart(changes, { IdpLambdaArn: undefined }), false);
  });

  it('needs nothing where the built-in server is on', () => {
    const provider = { AuthorizationStrategy: 'SMART_ON_FHIR' } as const;
    checkIdentityProvider(provider, true);
    expect(() => {
      checkIdentityProvider(provider, false);
    }).toThrow('idpLambdaArn is required with SMART_ON_FHIR, or metadata with issuer and jwks_uri');
  });

  it('does not take metadata of another server for those of the built-in one', () => {
    expect(() => {
      checkIdentityProvider(smart({}, { IdpLambdaArn: undefined }), true);
    }).toThrow('idpLambdaArn is required');
  });

  it.each([
    ['keys over plain HTTP', { ...keys, jwks_uri: 'http://idp.example.org/jwks' }, 'jwks_uri: an https URL'],
    ['keys in a file', { ...keys, jwks_uri: 'file:///etc/passwd' }, 'jwks_uri: an https URL'],
    [
      'introspection with a password in it',
      { introspection_endpoint: 'https://a:b@idp.example.org/' },
      'introspection_endpoint: an https URL',
    ],
    ['an issuer that is no URL', { ...keys, issuer: 'idp' }, 'issuer: a URL'],
    ['an audience that is no text', { ...keys, wellspring_audience: [1] }, 'wellspring_audience: a text'],
    ['keys without an issuer', { jwks_uri: keys.jwks_uri }, 'idpLambdaArn is required'],
    ['an issuer without keys', { issuer: keys.issuer }, 'idpLambdaArn is required'],
  ])('refuses %s', (_, changes, message) => {
    expect(() => {
      checkIdentityProvider(smart(changes, { IdpLambdaArn: undefined }), false);
    }).toThrow(message);
  });

  it.each<readonly [string, IdentityProviderConfiguration, string]>([
    ['no Lambda', smart({}, { IdpLambdaArn: undefined }), 'idpLambdaArn is required with SMART_ON_FHIR'],
    ['no metadata', smart({}, { Metadata: undefined }), 'metadata is required with SMART_ON_FHIR'],
    ['no JSON', smart({}, { Metadata: '{' }), 'metadata is not JSON'],
    ['JSON, but no object', smart({}, { Metadata: '[]' }), 'metadata is not a JSON object'],
    ['no token endpoint', smart({ token_endpoint: undefined }), 'metadata must have token_endpoint: a URL'],
    ['a token endpoint of no web', smart({ token_endpoint: 'file:///x' }), 'token_endpoint: a URL'],
    [
      'no authorization endpoint',
      smart({ authorization_endpoint: undefined }),
      'authorization_endpoint: a URL',
    ],
    ['no grant type', smart({ grant_types_supported: [] }), 'grant_types_supported: an array of'],
    ['an unknown grant type', smart({ grant_types_supported: ['implicit'] }), 'grant_types_supported'],
    ['no capabilities', smart({ capabilities: undefined }), 'capabilities: an array'],
    ['capabilities that are no text', smart({ capabilities: [1] }), 'capabilities: an array of strings'],
    [
      'no S256',
      smart({ code_challenge_methods_supported: ['plain'] }),
      'code_challenge_methods_supported: an array that includes S256',
    ],
  ])('refuses %s', (_, provider, message) => {
    expect(() => {
      checkIdentityProvider(provider, false);
    }).toThrow(message);
  });
});
