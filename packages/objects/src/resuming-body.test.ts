import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { resumingBody } from './resuming-body.js';

const never = (): Promise<Readable> => Promise.reject(new Error('not asked for'));

describe('a resuming body', () => {
  it.each(['at once', 'midway'])('lets go of the connection when it is given up %s', async (when) => {
    const first = new Readable({ read() {} });
    first.push('begun');
    const body = resumingBody(first, { length: 10, reopen: never, maxAttempts: 3 });
    if (when === 'midway') await new Promise((resolve) => body.once('data', resolve));
    body.destroy();
    await expect.poll(() => first.destroyed).toBe(true);
  });

  it('gives up where nothing comes any more', async () => {
    let opened = 0;
    const reopen = (): Promise<Readable> => {
      opened += 1;
      return Promise.reject(new Error('refused'));
    };
    const body = resumingBody(Readable.from([Buffer.from('begun')]), { length: 10, reopen, maxAttempts: 3 });
    await expect(buffer(body)).rejects.toThrow(expect.objectContaining({ code: 'object-store-unavailable' }));
    expect(opened).toBe(2);
  });

  it('asks for nothing beyond the end', async () => {
    const body = resumingBody(Readable.from([Buffer.from('whole')]), {
      length: 5,
      reopen: never,
      maxAttempts: 3,
    });
    expect((await buffer(body)).toString()).toBe('whole');
  });
});
