import { readFile } from 'node:fs/promises';
import { connect as connectTls } from 'node:tls';
import { once } from 'node:events';
import { ListFHIRDatastoresCommand } from '@aws-sdk/client-healthlake';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSettings } from '../configuration/read-settings.js';
import { signedRequest } from '../commands/signed-request.js';
import { startUnderTest, type ProgramUnderTest } from '../testing/program-under-test.js';
import { checkExposure } from './exposure.js';
import { selfSignedFiles } from './self-signed.js';

describe('with a certificate of its own making', () => {
  let program: ProgramUnderTest;
  beforeAll(async () => {
    program = await startUnderTest({ WELLSPRING_TLS_SELF_SIGNED: 'true' });
  });
  afterAll(() => program.remove());

  test('the AWS SDK and the data plane are served over HTTPS, and links say so', async () => {
    expect(program.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const { healthLake, s3 } = program.connection;
    expect((await healthLake.send(new ListFHIRDatastoresCommand())).DatastorePropertiesList).toEqual([]);
    expect((await s3.send(new ListBucketsCommand())).Buckets).toBeInstanceOf(Array);
    const storeId = await program.createStore();
    const answer = await signedRequest(program.connection, {
      method: 'GET',
      storeId,
      path: 'Patient?_count=1',
      accept: 'application/fhir+json',
    });
    const bundle = JSON.parse(answer) as { readonly link: readonly { readonly url: string }[] };
    expect(bundle.link[0]!.url).toMatch(/^https:/);
  });

  /** The version that is agreed on where the client offers these; undefined where there is none. */
  const agreed = async (minVersion: 'TLSv1' | 'TLSv1.2', maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') => {
    const port = Number(new URL(program.endpoint).port);
    const ca = await readFile(selfSignedFiles(program.folder).cert);
    // Old versions need what OpenSSL has off by default; it is the server that is to refuse.
    const socket = connectTls({
      port,
      host: '127.0.0.1',
      ca,
      minVersion,
      maxVersion,
      ciphers: 'ALL:@SECLEVEL=0',
    });
    try {
      await once(socket, 'secureConnect');
      return socket.getProtocol();
    } catch {
      return undefined;
    } finally {
      socket.destroy();
    }
  };

  test('TLS 1.3 is preferred, 1.2 is taken, older is refused', async () => {
    expect(await agreed('TLSv1.2', 'TLSv1.3')).toBe('TLSv1.3');
    expect(await agreed('TLSv1.2', 'TLSv1.2')).toBe('TLSv1.2');
    expect(await agreed('TLSv1', 'TLSv1.1')).toBeUndefined();
  });
});

describe('beyond loopback', () => {
  const settings = (environment: Readonly<Record<string, string>>) =>
    readSettings({ WELLSPRING_HOST: '0.0.0.0', ...environment });

  test.each([
    ['0.0.0.0', {}],
    ['192.0.2.7', { WELLSPRING_HOST: '192.0.2.7' }],
    ['127.example.org', { WELLSPRING_HOST: '127.example.org' }],
  ])('plain HTTP on %s is refused, and says what to set', (host, environment) => {
    const start = () => {
      checkExposure(settings(environment));
    };
    expect(start).toThrow(expect.objectContaining({ code: 'plain-http-exposed' }));
    expect(start).toThrow(host);
    expect(start).toThrow('WELLSPRING_TLS_CERT');
  });

  test.each([
    [{ WELLSPRING_TLS_SELF_SIGNED: 'true' }],
    [{ WELLSPRING_TLS_CERT: 'a.crt', WELLSPRING_TLS_KEY: 'a.key' }],
    [{ WELLSPRING_BEHIND_PROXY: 'true' }],
    [{ WELLSPRING_HOST: '127.0.0.2' }],
    [{ WELLSPRING_HOST: 'localhost' }],
    [{ WELLSPRING_HOST: '::1' }],
  ])('%j is taken', (environment) => {
    expect(() => {
      checkExposure(settings(environment));
    }).not.toThrow();
  });

  test('a certificate without its key, and two kinds of certificate, are refused', () => {
    expect(() => settings({ WELLSPRING_TLS_CERT: 'a.crt' })).toThrow('WELLSPRING_TLS_KEY');
    expect(() =>
      settings({ WELLSPRING_TLS_CERT: 'a', WELLSPRING_TLS_KEY: 'b', WELLSPRING_TLS_SELF_SIGNED: 'true' }),
    ).toThrow('WELLSPRING_TLS_SELF_SIGNED');
  });
});
