import { X509Certificate } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** Where the certificate for trying out is kept in a data folder. */
export function selfSignedFiles(dataFolder: string): { readonly cert: string; readonly key: string } {
  return {
    cert: join(dataFolder, 'tls-self-signed.crt'),
    key: join(dataFolder, 'tls-self-signed.key'),
  };
}

/** It is made anew when it has less than this to go. */
const RENEW_BEFORE_MS = 30 * 86_400_000;
const LIFETIME_MS = 365 * 86_400_000;

/**
 * Makes a certificate that nobody vouches for, for this machine's names, where the data folder has none that
 * is still good for the host: clients trust it once (`AWS_CA_BUNDLE`, `NODE_EXTRA_CA_CERTS`), and it stays the
 * same over restarts. P-256, a year.
 *
 * @param host the address that is listened on; clients may use it, and `localhost`, and the machine's name
 */
export async function keepSelfSigned(dataFolder: string, host: string, now = Date.now()): Promise<void> {
  const files = selfSignedFiles(dataFolder);
  const present = await readFile(files.cert, 'utf8').catch(() => undefined);
  const hasKey = await readFile(files.key, 'utf8').then(
    () => true,
    () => false,
  );
  if (present !== undefined && hasKey && isGood(present, host, now)) return;
  const made = await generate([{ name: 'commonName', value: 'Wellspring, self-signed' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - 3_600_000),
    notAfterDate: new Date(now + LIFETIME_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: namesFor(host).map(altName) },
    ],
  });
  // The key first: a certificate is only taken for good where its key is there.
  await replace(files.key, made.private);
  await replace(files.cert, made.cert);
}

function isGood(pem: string, host: string, now: number): boolean {
  try {
    const certificate = new X509Certificate(pem);
    const lasts = Date.parse(certificate.validTo) - now > RENEW_BEFORE_MS;
    return lasts && namesFor(host).every((name) => certificate.subjectAltName?.includes(name) === true);
  } catch {
    return false;
  }
}

function namesFor(host: string): readonly string[] {
  const everywhere = host === '0.0.0.0' || host === '::';
  return [...new Set(['localhost', '127.0.0.1', hostname(), ...(everywhere ? [] : [host])])];
}

function altName(name: string): { type: 2; value: string } | { type: 7; ip: string } {
  return isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name };
}

async function replace(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, text, { mode: 0o600 });
  await rename(temporary, path);
}
