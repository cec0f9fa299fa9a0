import { WellspringError } from '@wellspring/errors';
import type { OpenObject } from '../embedded/object-file.js';
import { preconditionFailed, readCondition } from './conditions.js';
import { contentActions, openReadable, type ReadAddress } from './readable-object.js';
import type { S3Call, S3Service } from './s3-call.js';
import { decodePercent } from './s3-query.js';

/** The object that is copied. */
export type CopySource = ReadAddress;

/** @throws WellspringError `s3-invalid-argument`, `no-such-version` */
export function readCopySource(header: string): CopySource {
  const [path = '', version] = header.split('?versionId=');
  const decoded = decodePercent(path);
  const rest = decoded.startsWith('/') ? decoded.slice(1) : decoded;
  const slash = rest.indexOf('/');
  if (slash <= 0 || slash === rest.length - 1)
    throw new WellspringError(
      's3-invalid-argument',
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    );
  if (version !== undefined && version !== 'null')
    throw new WellspringError('no-such-version', 'The specified version does not exist.');
  return { bucket: rest.slice(0, slash), key: rest.slice(slash + 1), version };
}

/** Opens the source of a copy if the caller may read it and the request's conditions on it hold. */
export async function openCopySource(
  service: S3Service,
  call: S3Call,
  source: CopySource,
): Promise<OpenObject> {
  const object = await openReadable(service, call, source, contentActions);
  if (readCondition(call.headers, object.metadata, 'x-amz-copy-source-') === 'holds') return object;
  await object.close();
  throw preconditionFailed();
}
