import type { Caller } from '@wellspring/access';
import { catalogue, WellspringError, type ErrorCode } from '@wellspring/errors';
import type { HttpRequest, HttpResponse } from '@wellspring/http';
import type { Iam } from '../create-iam.js';
import { readQueryForm, type QueryForm } from '../query-protocol/query-form.js';
import { queryAnswer, queryErrorAnswer, type QueryService } from '../query-protocol/xml-answer.js';
import { resourceType } from './arns.js';
import { noteAnswer, noteRequest } from './call-notes.js';
import { operations } from './operations/operations.js';
import type { IamCall } from './iam-call.js';

/** Answers a request that has been authenticated; what it throws is worded by {@link iamErrorAnswer}. */
export type IamHandler = (request: HttpRequest, caller: Caller) => Promise<HttpResponse>;

/** IAM, as its answers name it. */
export const iamService: QueryService = {
  namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  version: '2010-05-08',
};

/**
 * The IAM API in AWS's query protocol: `POST /` with the form `Action=CreateUser&Version=2010-05-08&...`
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html). Every action asks the caller first.
 *
 * @example
 * const handle = createIamHandler(createIam({ database, sealer, accountId }));
 * const response = await handle(authenticated.request, caller);
 */
export function createIamHandler(iam: Iam): IamHandler {
  return async (request, caller) => {
    const form = await readQueryForm(request);
    const action = actionOf(form);
    noteRequest(caller.record, action, form);
    const call: IamCall = {
      action,
      form,
      caller,
      iam,
      ask: async (resource, context, named) => {
        if (resource !== '*') caller.record.resources.push({ arn: resource, type: resourceType(resource) });
        await caller.authorize({
          action: `iam:${action}`,
          resource,
          ...(named !== undefined && { named }),
          ...(context && { context }),
        });
      },
    };
    const result = await operations[action]!(call);
    noteAnswer(caller.record, result);
    return queryAnswer(iamService, action, result, request.requestId);
  };
}

/** @throws WellspringError `iam-missing-action`, `iam-invalid-action` */
function actionOf(form: QueryForm): string {
  const action = form.get('Action');
  const version = form.get('Version');
  if (action === undefined) throw new WellspringError('iam-missing-action', 'The request names no Action');
  if (version !== iamService.version || !Object.hasOwn(operations, action))
    throw new WellspringError(
      'iam-invalid-action',
      `Could not find operation ${action.slice(0, 128)} for version ${(version ?? 'NO_VERSION_SPECIFIED').slice(0, 32)}`,
    );
  return action;
}

/** How IAM words what is not an error of its own. */
const elsewhere: Readonly<Partial<Record<ErrorCode, { readonly status: number; readonly code: string }>>> = {
  'access-denied': { status: 403, code: 'AccessDenied' },
  'internal-error': { status: 500, code: 'ServiceFailure' },
  'database-unavailable': { status: 503, code: 'ServiceUnavailable' },
  overloaded: { status: 503, code: 'ServiceUnavailable' },
  'body-too-large': { status: 413, code: 'RequestEntityTooLarge' },
  'rate-exceeded': { status: 400, code: 'Throttling' },
};

/**
 * An error as IAM answers it. Failures of signatures have names of their own in the query protocol; whoever knows
 * them gives them.
 *
 * @param named how the error is worded where that is not as the catalogue has it
 */
export function iamErrorAnswer(
  error: { readonly code: ErrorCode; readonly message: string },
  requestId: string,
  named: { readonly status: number; readonly code: string } | undefined = elsewhere[error.code],
): HttpResponse {
  const { status, exception } = catalogue[error.code];
  return queryErrorAnswer(
    iamService,
    { status: named?.status ?? status, code: named?.code ?? exception, message: error.message },
    requestId,
  );
}
