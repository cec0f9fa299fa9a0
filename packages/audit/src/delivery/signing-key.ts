import { createHash, createPrivateKey, createSign, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { Sealer } from '@wellspring/access';
import type { Database } from '@wellspring/database';

/** What digests are signed with, as CloudTrail does it: RSA with SHA-256 (PKCS #1 v1.5), which has no chance in it. */
export interface SigningKey {
  /** MD5 of the public key, by which digests name it. */
  readonly fingerprint: string;
  /** In hexadecimal digits. */
  sign(text: string): string;
}

const purpose = 'audit digest key';

/** The key of this trail, made when it is first needed; its private half is in the database sealed. */
export async function signingKey(database: Pick<Database, 'query'>, sealer: Sealer): Promise<SigningKey> {
  const read = () =>
    database.query<{ readonly sealed_key: string; readonly public_key: Buffer }>(
      'SELECT sealed_key, public_key FROM wellspring.audit_signing_key',
    );
  let [row] = await read();
  if (row === undefined) {
    const made = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    await database.query(
      'INSERT INTO wellspring.audit_signing_key (sealed_key, public_key) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [
        sealer.seal(purpose, made.privateKey.export({ type: 'pkcs8', format: 'der' })),
        made.publicKey.export({ type: 'pkcs1', format: 'der' }),
      ],
    );
    [row] = await read();
  }
  const opened = sealer.open(purpose, row!.sealed_key);
  if (opened === undefined) throw new Error('The key of the digests was sealed under another master key');
  const privateKey = createPrivateKey({ key: opened, type: 'pkcs8', format: 'der' });
  return {
    fingerprint: createHash('md5').update(row!.public_key).digest('hex'),
    sign: (text) => createSign('sha256').update(text).sign(privateKey, 'hex'),
  };
}
