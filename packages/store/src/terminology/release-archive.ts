import { basename } from 'node:path/posix';
import type { Readable } from 'node:stream';
import { WellspringError } from '@wellspring/errors';
import { extract } from 'tar-stream';
import type { CodeSystemKind } from './code-system-kind.js';
import { releaseFormat } from './formats/release-format.js';
import type { ReleaseRow } from './release-row.js';

/**
 * What stands in the files of a release that come in a tar archive, row by row, in the order they come in; files that
 * are not of the release are passed over.
 *
 * @param maxBytes of the whole archive
 * @throws WellspringError `body-too-large`; `invalid-release-file` where it is no archive, a needed file is missing, or one is not as
 *   it should be
 */
export async function* archiveRows(
  kind: CodeSystemKind,
  archive: Readable,
  maxBytes: number,
): AsyncGenerator<ReleaseRow> {
  const format = releaseFormat(kind);
  const found = new Set<RegExp>();
  const files = extract();
  const fail = (error: Error): void => {
    files.destroy(error);
  };
  let bytes = 0;
  const count = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > maxBytes) fail(new WellspringError('body-too-large', `A release may have ${maxBytes} bytes`));
  };
  archive.on('error', fail);
  archive.on('data', count);
  archive.pipe(files);
  try {
    for await (const entry of files) {
      const name = basename(entry.header.name);
      const file = format.find((each) => each.name.test(name));
      if (file === undefined || entry.header.type !== 'file') {
        entry.resume();
        continue;
      }
      found.add(file.name);
      yield* file.rows(entry as AsyncIterable<Buffer>, name);
    }
  } catch (error) {
    if (isArchiveFault(error))
      throw new WellspringError('invalid-release-file', 'The body is not a whole tar archive', {
        cause: error,
      });
    throw error;
  } finally {
    archive.off('data', count);
    archive.unpipe(files);
    files.destroy();
  }
  const missing = format.find(({ name, isRequired }) => isRequired && !found.has(name));
  if (missing !== undefined)
    throw new WellspringError(
      'invalid-release-file',
      `A release of ${kind} needs a file whose name is like ${missing.name.source}`,
    );
}

function isArchiveFault(error: unknown): boolean {
  return (
    error instanceof Error &&
    /tar header|Header exceeds|Invalid header|Unexpected end of data/i.test(error.message)
  );
}
