import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import { WellspringError } from '@wellspring/errors';

/** Where a certificate and its key are. */
export interface CertificateFiles {
  /** PEM: the certificate, and after it those between it and the root. */
  readonly cert: string;
  /** PEM, without a passphrase. */
  readonly key: string;
}

/** A certificate that was read, and belongs to its key. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly validTo: Date;
}

/**
 * Reads a certificate and its key, and checks that they belong together.
 *
 * @throws WellspringError `certificate-unusable`, which names the files and says why
 */
export async function readCertificate({ cert, key }: CertificateFiles): Promise<Certificate> {
  try {
    const pem = { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
    createSecureContext(pem);
    return { ...pem, validTo: new Date(new X509Certificate(pem.cert).validTo) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new WellspringError(
      'certificate-unusable',
      `The certificate ${cert} with the key ${key} cannot be used: ${why}`,
      { cause: error },
    );
  }
}

/**
 * Looks time and again whether the files have changed, as they do when a certificate is renewed, and has the
 * server take the new one for the connections that come after. One that cannot be used is told, and passed over.
 *
 * @returns ends it
 */
export function followCertificate(
  files: CertificateFiles,
  server: Pick<Server, 'setSecureContext'>,
  log: { info(details: object, text: string): void; error(details: object, text: string): void },
  intervalMs = 60_000,
): () => void {
  let seen: string | undefined;
  const look = async (): Promise<void> => {
    const mark = await markOf(files);
    const isFirst = seen === undefined;
    if (mark === undefined || mark === seen) return;
    seen = mark;
    if (isFirst) return;
    const { cert, key, validTo } = await readCertificate(files);
    server.setSecureContext({ cert, key });
    log.info({ validTo }, 'the TLS certificate was taken up anew');
  };
  const tick = (): void => {
    look().catch((error: unknown) => {
      log.error({ err: error }, 'the new TLS certificate cannot be used; the one before stays');
    });
  };
  tick();
  const timer = setInterval(tick, intervalMs).unref();
  return () => {
    clearInterval(timer);
  };
}

async function markOf({ cert, key }: CertificateFiles): Promise<string | undefined> {
  const found = await Promise.all([stat(cert), stat(key)]).catch(() => undefined);
  return found?.map(({ mtimeMs, size, ino }) => [mtimeMs, size, ino].join()).join(';');
}
