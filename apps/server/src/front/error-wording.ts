import { queryDenials, type QueryDenial } from '@wellspring/access';
import { controlErrorAnswer } from '@wellspring/control';
import type { ErrorCode, WellspringError } from '@wellspring/errors';
import type { HttpRequest, HttpResponse } from '@wellspring/http';
import { iamErrorAnswer, stsErrorAnswer } from '@wellspring/iam';
import { s3ErrorResponse } from '@wellspring/objects';
import { errorResponse as fhirErrorResponse } from '@wellspring/rest';
import { RefusedToken } from '@wellspring/smart';
import type { Surface } from './surface.js';

const namedByQuery: Readonly<Partial<Record<ErrorCode, QueryDenial>>> = queryDenials;

/** Words an error in the protocol of its surface. */
export function wordError(surface: Surface, error: WellspringError, request: HttpRequest): HttpResponse {
  switch (surface) {
    case 'control':
      return controlErrorAnswer(error, request.requestId);
    case 'fhir': {
      const answer = fhirErrorResponse(error, request.requestId);
      if (!(error instanceof RefusedToken)) return answer;
      return { ...answer, headers: { ...answer.headers, 'www-authenticate': error.challenge } };
    }
    case 's3':
      return s3ErrorResponse(error, request);
    case 'iam':
      return iamErrorAnswer(error, request.requestId, namedByQuery[error.code]);
    case 'sts':
      return stsErrorAnswer(error, request.requestId);
    case 'cloudtrail':
      return awsJson11(controlErrorAnswer(error, request.requestId), error.message);
    default:
      return surface satisfies never;
  }
}

/** As AWS JSON 1.0 words it, but for the version and the first letter of `message`. */
function awsJson11(answer: HttpResponse, message: string): HttpResponse {
  const type = answer.headers['x-amzn-errortype'];
  return {
    ...answer,
    headers: { ...answer.headers, 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ __type: type, message }),
  };
}
