import { WellspringError } from '@wellspring/errors';
import { describe, expect, it } from 'vitest';
import { answer, controlErrorAnswer } from './answer.js';

const id = '5b1f3a52-0000-4000-8000-000000000000';

describe('answers', () => {
  it('leave out what is undefined', () => {
    expect(answer({ DatastoreId: 'a', DatastoreName: undefined }, id)).toEqual({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': id },
      body: '{"DatastoreId":"a"}',
    });
  });

  it.each([
    ['data-store-not-found', 400, 'ResourceNotFoundException'],
    ['data-store-conflict', 400, 'ConflictException'],
    ['rate-exceeded', 400, 'ThrottlingException'],
    ['body-too-large', 400, 'ValidationException'],
    ['operation-not-implemented', 500, 'NotImplementedOperationException'],
    ['internal-error', 500, 'InternalServerException'],
    ['database-unavailable', 503, 'InternalServerException'],
  ] as const)('%s is %d %s', (code, status, exception) => {
    expect(controlErrorAnswer(new WellspringError(code, 'because'), id)).toEqual({
      status,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-requestid': id,
        'x-amzn-errortype': exception,
      },
      body: JSON.stringify({ __type: exception, Message: 'because' }),
    });
  });

  it('say nothing of an error that nobody expected', () => {
    const { status, body } = controlErrorAnswer(new Error('password=hunter2'), id);
    expect(status).toBe(500);
    expect(JSON.parse(body as string)).toEqual({
      __type: 'InternalServerException',
      Message: `The request failed; its id in the server's log is ${id}`,
    });
  });
});
