import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { WellspringError } from '@wellspring/errors';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ListedObject, ObjectClient } from '../object-client.js';

/** What every ObjectClient has to do; each implementation runs it. */
export function objectClientContract(client: () => ObjectClient): void {
  const bucket = 'contract';
  beforeAll(async () => {
    expect(await client().ensureBucket(bucket)).toBe('created');
  });

  const refused = (code: string): unknown =>
    expect.objectContaining({ constructor: WellspringError, code }) as unknown;
  const read = async (key: string, range?: { start: number; end?: number }): Promise<string> =>
    (await buffer((await client().get(bucket, key, range)).body)).toString();
  const keysUnder = async (prefix: string): Promise<string[]> => {
    const keys: string[] = [];
    for await (const { key } of client().list(bucket, prefix)) keys.push(key);
    return keys;
  };

  describe('buckets', () => {
    it('are made once', async () => {
      expect(await client().ensureBucket('made-once')).toBe('created');
      expect(await client().ensureBucket('made-once')).toBe('present');
      expect(await client().bucketExists('made-once')).toBe(true);
      expect(await client().bucketExists('never-made')).toBe(false);
    });

    it('have names by rule', async () => {
      await expect(client().ensureBucket('Not_A_Bucket')).rejects.toThrow(refused('invalid-bucket-name'));
    });
  });

  describe('objects', () => {
    it('come back as they went in, with what was said of them', async () => {
      // MD5("hello") = 5d41402abc4b2a76b9719d911017c592
      const options = { contentType: 'text/plain', metadata: { source: 'contract' } };
      const put = await client().put(bucket, 'round/trip', Buffer.from('hello'), options);
      expect(put.etag).toBe('5d41402abc4b2a76b9719d911017c592');
      expect(await client().head(bucket, 'round/trip')).toMatchObject({
        size: 5,
        etag: put.etag,
        contentType: 'text/plain',
        metadata: { source: 'contract' },
      });
      const got = await client().get(bucket, 'round/trip');
      expect([got.size, got.etag, (await buffer(got.body)).toString()]).toEqual([5, put.etag, 'hello']);
    });

    it('may be empty', async () => {
      await client().put(bucket, 'empty', Buffer.alloc(0));
      expect(await read('empty')).toBe('');
      expect((await client().head(bucket, 'empty')).size).toBe(0);
    });

    it('are replaced', async () => {
      await client().put(bucket, 'replaced', Buffer.from('one'));
      const open = await client().get(bucket, 'replaced');
      await client().put(bucket, 'replaced', Buffer.from('two'));
      expect((await buffer(open.body)).toString()).toBe('one');
      expect(await read('replaced')).toBe('two');
    });

    it('may come as a stream of unknown length, in several parts', async () => {
      const content = randomBytes(18 * 1024 ** 2);
      const pieces = Array.from({ length: 18 }, (_, at) =>
        content.subarray(at * 1024 ** 2, (at + 1) * 1024 ** 2),
      );
      await client().put(bucket, 'streamed', Readable.from(pieces));
      const got = await client().get(bucket, 'streamed');
      expect(got.size).toBe(content.length);
      expect((await buffer(got.body)).equals(content)).toBe(true);
    });

    it('may come as a stream of strings', async () => {
      await client().put(bucket, 'strings', Readable.from(['{"a":"ä"}\n', '{"b":2}\n']));
      expect(await read('strings')).toBe('{"a":"ä"}\n{"b":2}\n');
    });

    it.each([
      [{ start: 2, end: 4 }, 'llo'],
      [{ start: 1 }, 'ello'],
      [{ start: 3, end: 99 }, 'lo'],
      [{ start: 0, end: 0 }, 'h'],
    ])('are read in part: %j', async (range, text) => {
      await client().put(bucket, 'ranged', Buffer.from('hello'));
      expect(await read('ranged', range)).toBe(text);
      const part = await client().get(bucket, 'ranged', range);
      part.body.destroy();
      expect(part.size).toBe(5);
    });

    it('know where they end', async () => {
      await client().put(bucket, 'short', Buffer.from('hello'));
      await expect(client().get(bucket, 'short', { start: 5 })).rejects.toThrow(refused('invalid-range'));
    });

    it('are deleted, twice if need be', async () => {
      await client().put(bucket, 'deleted', Buffer.from('x'));
      await client().delete(bucket, 'deleted');
      await client().delete(bucket, 'deleted');
      await expect(client().get(bucket, 'deleted')).rejects.toThrow(refused('no-such-key'));
      await expect(client().head(bucket, 'deleted')).rejects.toThrow(refused('no-such-key'));
    });

    it('are not stored when their source fails', async () => {
      const failure = new WellspringError('database-unavailable', 'gone');
      const source = Readable.from(
        (async function* () {
          yield await Promise.resolve(Buffer.from('begun'));
          throw failure;
        })(),
      );
      await expect(client().put(bucket, 'half', source)).rejects.toThrow(failure);
      await expect(client().head(bucket, 'half')).rejects.toThrow(refused('no-such-key'));
    });

    it('are not stored when the upload is given up', async () => {
      const giveUp = new AbortController();
      const source = new Readable({ read() {} });
      source.on('error', () => {});
      source.push(Buffer.alloc(100_000));
      const put = client().put(bucket, 'given-up', source, { signal: giveUp.signal });
      const outcome = expect(put).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
      giveUp.abort();
      await outcome;
      source.destroy();
      await expect(client().head(bucket, 'given-up')).rejects.toThrow(refused('no-such-key'));
    });

    it('need a bucket', async () => {
      await expect(client().get('no-bucket', 'x')).rejects.toThrow(refused('no-such-bucket'));
      await expect(client().put('no-bucket', 'x', Buffer.from('x'))).rejects.toThrow(
        refused('no-such-bucket'),
      );
      await expect(client().delete('no-bucket', 'x')).rejects.toThrow(refused('no-such-bucket'));
      await expect(client().list('no-bucket', '')[Symbol.asyncIterator]().next()).rejects.toThrow(
        refused('no-such-bucket'),
      );
    });

    it.each([
      '../../outside',
      'a/../../../b',
      './x',
      '..',
      '.',
      '/leading',
      'double//slash',
      'trailing/',
      'white space+plus%41',
      'ünïcödé/日本/😀',
      `long/${'x'.repeat(900)}`,
      'é'.repeat(500),
      'quotes\'"<>&;=?#',
      'control\u0001\n',
      'UPPER/lower',
      'upper/LOWER',
    ])('have any key: %j', async (key) => {
      await client().put(bucket, key, Buffer.from(key));
      expect(await read(key)).toBe(key);
      await client().delete(bucket, key);
      await expect(client().head(bucket, key)).rejects.toThrow(refused('no-such-key'));
    });

    it('have no key that is too long', async () => {
      await expect(client().put(bucket, 'x'.repeat(1025), Buffer.from(''))).rejects.toThrow(
        refused('key-too-long'),
      );
    });
  });

  describe('lists', () => {
    it('are in the order of UTF-8, and of the prefix only', async () => {
      const keys = ['a', 'a-b', 'a.b', 'a/', 'a/b', 'a/b/c', 'a0', 'B', 'b', 'é', '\uffee', '😀'];
      const shuffled = [...keys].sort((one, other) => one.length - other.length || (one < other ? 1 : -1));
      for (const key of shuffled) await client().put(bucket, `list/${key}`, Buffer.from(key));
      const sorted = [...keys].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
      expect(await keysUnder('list/')).toEqual(sorted.map((key) => `list/${key}`));
      expect(await keysUnder('list/a/')).toEqual(['list/a/', 'list/a/b', 'list/a/b/c']);
      expect(await keysUnder('list/a-')).toEqual(['list/a-b']);
      expect(await keysUnder('nothing/')).toEqual([]);
    });

    it('say size, ETag and time', async () => {
      await client().put(bucket, 'facts/x', Buffer.from('hello'));
      const found: ListedObject[] = [];
      for await (const object of client().list(bucket, 'facts/')) found.push(object);
      expect(found).toEqual([
        {
          key: 'facts/x',
          size: 5,
          etag: '5d41402abc4b2a76b9719d911017c592',
          lastModified: expect.any(Date) as Date,
        },
      ]);
      expect(Math.abs(found[0]!.lastModified.getTime() - Date.now())).toBeLessThan(60_000);
    });

    it('go over pages', async () => {
      const keys = Array.from({ length: 1005 }, (_, at) => `many/${String(at).padStart(4, '0')}`);
      for (let at = 0; at < keys.length; at += 50)
        await Promise.all(keys.slice(at, at + 50).map((key) => client().put(bucket, key, Buffer.from('x'))));
      expect(await keysUnder('many/')).toEqual(keys);
    });
  });
}
