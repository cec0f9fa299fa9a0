import { WellspringError } from '@wellspring/errors';
import type { ObjectClient } from '@wellspring/objects';
import { describe, expect, it } from 'vitest';
import { JobFailure } from './job-message.js';
import { checkOutput } from './object-failure.js';

const output = { bucket: 'b', key: 'log/job/' };

/** An object store whose every write fails in one way. */
function failing(error: Error): ObjectClient {
  return { put: () => Promise.reject(error) } as unknown as ObjectClient;
}

describe('checkOutput', () => {
  it.each(['object-store-unavailable', 'database-unavailable'] as const)(
    'lets %s through, for it passes and the job is tried again',
    async (code) => {
      const error = new WellspringError(code, 'away');
      await expect(checkOutput(failing(error), output)).rejects.toBe(error);
    },
  );

  it('fails the job where its owner has to mend something', async () => {
    const error = new WellspringError('no-such-bucket', 'The specified bucket does not exist');
    const failure: unknown = await checkOutput(failing(error), output).catch((caught: unknown) => caught);
    expect(failure).toBeInstanceOf(JobFailure);
    expect((failure as JobFailure).message).toBe(
      'The output s3://b/log/job/ cannot be written: The specified bucket does not exist',
    );
  });
});
