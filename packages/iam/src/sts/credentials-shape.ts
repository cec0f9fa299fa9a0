import type { CallRecord } from '@wellspring/http';
import type { Shape } from '../query-protocol/xml-answer.js';
import type { IssuedCredentials } from './session-token.js';

/** Temporary credentials as STS answers them; which ones, and until when, is noted, and nothing that lets in. */
export function credentialsShape(issued: IssuedCredentials, record: CallRecord): Shape {
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = issued;
  const expiration = new Date(expiresAt);
  record.responseElements = { credentials: { accessKeyId, expiration: expiration.toISOString() } };
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expiration,
  };
}
