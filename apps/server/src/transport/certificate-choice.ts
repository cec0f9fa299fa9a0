import type { Settings } from '../configuration/schema.js';
import type { CertificateFiles } from './certificate.js';
import { keepSelfSigned, selfSignedFiles } from './self-signed.js';

/** The certificate that the settings ask for; undefined: the server speaks plain HTTP. */
export async function certificateFor(
  settings: Settings,
  dataFolder: string,
): Promise<CertificateFiles | undefined> {
  const { WELLSPRING_TLS_CERT: cert, WELLSPRING_TLS_KEY: key } = settings;
  if (cert !== undefined && key !== undefined) return { cert, key };
  if (!settings.WELLSPRING_TLS_SELF_SIGNED) return undefined;
  await keepSelfSigned(dataFolder, settings.WELLSPRING_HOST);
  return selfSignedFiles(dataFolder);
}
