import { queryDenials, type Authenticated, type Caller, type QueryDenial } from '@wellspring/access';
import { catalogue, WellspringError, type ErrorCode } from '@wellspring/errors';
import type { HttpResponse, RequestOrigin } from '@wellspring/http';
import { createVerdicts, type Asker } from '../authorizer/verdicts.js';
import { readQueryForm, type QueryForm } from '../query-protocol/query-form.js';
import { queryAnswer, queryErrorAnswer, type QueryService } from '../query-protocol/xml-answer.js';
import { assumeRole } from './assume-role.js';
import { getAccessKeyInfo } from './get-access-key-info.js';
import { getCallerIdentity } from './get-caller-identity.js';
import { getSessionToken } from './get-session-token.js';
import type { StsOperation, StsOptions } from './sts-call.js';

/** Answers a request that has been authenticated; what it throws is worded by {@link stsErrorAnswer}. */
export type StsHandler = (
  authenticated: Authenticated,
  origin: RequestOrigin,
  caller: Caller,
) => Promise<HttpResponse>;

const service: QueryService = {
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  version: '2011-06-15',
};

const operations: Readonly<Record<string, StsOperation>> = {
  AssumeRole: assumeRole,
  GetAccessKeyInfo: getAccessKeyInfo,
  GetCallerIdentity: getCallerIdentity,
  GetSessionToken: getSessionToken,
};

/**
 * The STS API in AWS's query protocol: `POST /`, or `GET /`, with `Action=AssumeRole&Version=2011-06-15&...`
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html).
 *
 * @example
 * const sts = createStsHandler({ directory, tokens, rootKeyId, accountId, region, now: Date.now });
 * const response = await sts(authenticated, origin, caller);
 */
export function createStsHandler(options: StsOptions): StsHandler {
  const verdicts = createVerdicts(options);
  return async (authenticated, origin, caller) => {
    const { request, identity } = authenticated;
    const form = await readQueryForm(request);
    const action = actionOf(form);
    // CloudTrail says of every action of STS that it changes nothing.
    caller.record.eventName = action;
    caller.record.readOnly = true;
    const asker: Asker = { identity, circumstances: { kind: 'request', authenticated, origin } };
    const result = await operations[action]!({ form, asker, caller, verdicts, options });
    return queryAnswer(service, action, result, request.requestId);
  };
}

/** @throws WellspringError `iam-missing-action`, `iam-invalid-action` */
function actionOf(form: QueryForm): string {
  const action = form.get('Action');
  const version = form.get('Version');
  if (action === undefined) throw new WellspringError('iam-missing-action', 'The request names no Action');
  if (version !== service.version || !Object.hasOwn(operations, action))
    throw new WellspringError(
      'iam-invalid-action',
      `Could not find operation ${action.slice(0, 128)} for version ` +
        (version ?? 'NO_VERSION_SPECIFIED').slice(0, 32),
    );
  return action;
}

/** An error as STS answers it, failures of authentication, too. */
export function stsErrorAnswer(
  error: { readonly code: ErrorCode; readonly message: string },
  requestId: string,
): HttpResponse {
  const { status, exception } = catalogue[error.code];
  const named = (queryDenials as Readonly<Partial<Record<ErrorCode, QueryDenial>>>)[error.code];
  const worded = named ?? { status, code: exception };
  return queryErrorAnswer(service, { ...worded, message: error.message }, requestId);
}
