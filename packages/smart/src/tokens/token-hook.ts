import type { RemoteClient } from '../remote/remote-client.js';
import { checkAudience, type ExpectedAudience } from './check-audience.js';
import { checkTimes } from './check-times.js';
import type { Claims } from './claims.js';
import { RefusedToken } from './refused-token.js';

/** HealthLake gives the Lambda function one second. */
const timeoutMs = 1_000;
const maxBytes = 64 * 1024;

/** What HealthLake tells the Lambda function. */
export interface HookQuestion {
  /** With a slash at the end. */
  readonly datastoreEndpoint: string;
  /** The IAM action without its service: `SearchWithGet`. */
  readonly operationName: string;
  readonly bearerToken: string;
  readonly datastoreId: string;
}

/** What the hook said of a token that it lets in. */
export interface HookAnswer {
  readonly claims: Claims;
  /** The role that has to allow what is done, as the scopes have to. */
  readonly roleArn: string;
}

/**
 * Asks the customer's own function about a token: the Lambda function of HealthLake's contract, at an HTTP address
 * (https://docs.aws.amazon.com/healthlake/latest/devguide/reference-smart-on-fhir-token-validation.html). The question
 * and the answer are the same JSON. An answer without an `authPayload` that says `isAuthorized` refuses the token, as
 * do 400, 401 and 403.
 *
 * @param now seconds since 1970
 * @throws RefusedToken; Error where the hook gives no answer
 */
export async function askTokenHook(
  url: string,
  question: HookQuestion,
  remote: RemoteClient,
  expected: ExpectedAudience,
  now: number,
): Promise<HookAnswer> {
  const { status, body } = await remote.send({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...question, datastoreTypeVersion: 'R4' }),
    timeoutMs,
    maxBytes,
  });
  if (status === 400 || status === 401 || status === 403) throw notAuthorized();
  if (status !== 200) throw new Error(`the token hook answered ${status}`);
  const { authPayload, iamRoleARN } = (body ?? {}) as {
    readonly authPayload?: unknown;
    readonly iamRoleARN?: unknown;
  };
  if (typeof authPayload !== 'object' || authPayload === null) throw notAuthorized();
  const claims = authPayload as Claims;
  // The function's examples write it as a text, its description says boolean.
  if (claims['isAuthorized'] !== true && claims['isAuthorized'] !== 'true') throw notAuthorized();
  if (claims['nbf'] === undefined) throw incomplete('nbf');
  if (checkTimes(claims, now) === undefined) throw incomplete('exp');
  checkAudience(claims, expected);
  if (typeof iamRoleARN !== 'string' || iamRoleARN === '') throw incomplete('iamRoleARN');
  return { claims, roleArn: iamRoleARN };
}

function notAuthorized(): RefusedToken {
  return new RefusedToken('The access token is not authorized');
}

function incomplete(member: string): RefusedToken {
  return new RefusedToken(`The token hook did not say ${member}`);
}
