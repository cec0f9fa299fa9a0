import { existsSync, readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { resolve } from 'node:path';
import { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { S3Client } from '@aws-sdk/client-s3';
import type { RootCredential } from '@wellspring/access';
import { readSettings } from '../configuration/read-settings.js';
import type { Settings } from '../configuration/schema.js';
import { rootCredential } from '../root-credential.js';
import { speaksTls } from '../transport/exposure.js';
import { selfSignedFiles } from '../transport/self-signed.js';

/** How a command reaches the server: as any client does, over HTTP, signed. */
export interface Connection {
  readonly endpoint: string;
  /** A certificate to trust beside those that the system trusts: the server's own, self-signed one. */
  readonly trusted: string | undefined;
  readonly settings: Settings;
  readonly healthLake: HealthLakeClient;
  readonly s3: S3Client;
}

/** The address of the server that the settings describe. */
export function endpointOf(settings: Settings, port = settings.WELLSPRING_PORT): string {
  if (settings.WELLSPRING_PUBLIC_URL !== undefined) return settings.WELLSPRING_PUBLIC_URL.replace(/\/+$/, '');
  const { WELLSPRING_HOST: host } = settings;
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const scheme = speaksTls(settings) ? 'https' : 'http';
  return `${scheme}://${reachable.includes(':') ? `[${reachable}]` : reachable}:${String(port)}`;
}

/**
 * Connects with the root credential of the data folder, or, where the environment has AWS
 * credentials and `AWS_ENDPOINT_URL`, with those: the same commands then work from another machine.
 */
export async function connect(environment = process.env): Promise<Connection> {
  const settings = readSettings(environment);
  const { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = environment;
  const endpoint = url ?? endpointOf(settings);
  const credentials =
    id !== undefined && secret !== undefined && url !== undefined
      ? { accessKeyId: id, secretAccessKey: secret }
      : await existingCredential(settings);
  return connectTo(endpoint, settings, credentials);
}

/** A client takes the credential a server made; one made here would be no server's. */
async function existingCredential(settings: Settings): Promise<RootCredential> {
  const dataFolder = resolve(settings.WELLSPRING_DATA);
  if (settings.WELLSPRING_ROOT_ACCESS_KEY_ID === undefined && !existsSync(dataFolder))
    throw new Error(
      `there is no data folder ${dataFolder}; start the server, or set WELLSPRING_DATA as it has it`,
    );
  return rootCredential(settings, dataFolder);
}

/** Connects to a known endpoint with a known credential. */
export function connectTo(
  endpoint: string,
  settings: Settings,
  credentials: { readonly accessKeyId: string; readonly secretAccessKey: string },
): Connection {
  const trusted = trustedCertificate(endpoint, settings);
  const common = {
    endpoint,
    region: settings.WELLSPRING_REGION,
    credentials,
    maxAttempts: 3,
    ...(trusted !== undefined && { requestHandler: { httpsAgent: new Agent({ ca: trusted }) } }),
  };
  const external = settings.WELLSPRING_S3_ENDPOINT;
  return {
    endpoint,
    trusted,
    settings,
    healthLake: new HealthLakeClient(common),
    s3: new S3Client(
      external === undefined
        ? { ...common, forcePathStyle: true }
        : {
            endpoint: external,
            region: settings.WELLSPRING_S3_REGION ?? settings.WELLSPRING_REGION,
            forcePathStyle: true,
            ...(settings.WELLSPRING_S3_ACCESS_KEY_ID !== undefined &&
              settings.WELLSPRING_S3_SECRET_ACCESS_KEY !== undefined && {
                credentials: {
                  accessKeyId: settings.WELLSPRING_S3_ACCESS_KEY_ID,
                  secretAccessKey: settings.WELLSPRING_S3_SECRET_ACCESS_KEY,
                },
              }),
          },
    ),
  };
}

/** Undefined where the server has none, or this is another machine than the one it is on. */
function trustedCertificate(endpoint: string, settings: Settings): string | undefined {
  if (!settings.WELLSPRING_TLS_SELF_SIGNED || !endpoint.startsWith('https:')) return undefined;
  const { cert } = selfSignedFiles(resolve(settings.WELLSPRING_DATA));
  return existsSync(cert) ? readFileSync(cert, 'utf8') : undefined;
}

/** Closes the connection's sockets, so that the process can end. */
export function disconnect(connection: Connection): void {
  connection.healthLake.destroy();
  connection.s3.destroy();
}
