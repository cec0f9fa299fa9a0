import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { WellspringError } from '@wellspring/errors';
import { Parser, type ReadEntry } from 'tar';
import type { PackageLimits } from './package-limits.js';

/** One file of a package. */
export interface PackageFile {
  /** As the archive has it: `package/StructureDefinition-us-core-patient.json`. */
  readonly path: string;
  readonly content: Buffer;
}

/** Of a long path or an extended header: what is larger is no honest archive's. */
const MOST_HEADER_BYTES = 1024 * 1024;
/** Paths as they are shown. */
const SHOWN = 200;

/**
 * The files of a package (.tgz) that are wanted, one after the other as they are unpacked: nothing is written to disk,
 * and no more than one file and one piece of the archive is held. An archive that tries tricks is refused: links,
 * devices, paths that lead out of it.
 *
 * @param wanted which files are read, by their paths
 * @throws WellspringError `malformed-package`, `package-too-large`, and what reading `archive` throws
 */
export async function* packageFiles(
  archive: AsyncIterable<Buffer>,
  limits: PackageLimits,
  wanted: (path: string) => boolean,
): AsyncGenerator<PackageFile, void, undefined> {
  const complete: PackageFile[] = [];
  const seen: { fault?: Error; end: boolean } = { end: false };
  let entries = 0;
  const fail = (error: Error): void => {
    seen.fault ??= error;
  };
  const parser = new Parser({
    strict: true,
    maxMetaEntrySize: MOST_HEADER_BYTES,
    zstd: false,
    brotli: false,
  });
  parser.on('error', (error: Error) => {
    fail(malformed(`The archive cannot be read: ${error.message.slice(0, SHOWN)}`, error));
  });
  parser.on('ignoredEntry', () => {
    fail(malformed('The archive has a header of more than a megabyte'));
  });
  parser.on('eof', () => {
    seen.end = true;
  });
  parser.on('entry', (entry: ReadEntry) => {
    entries++;
    const refusal =
      entries > limits.files
        ? tooLarge(`The package has more than ${limits.files} files`)
        : faultOfEntry(entry, limits);
    if (refusal !== undefined) fail(refusal);
    if (seen.fault !== undefined || !isFile(entry) || !wanted(entry.path)) {
      entry.resume();
      return;
    }
    const pieces: Buffer[] = [];
    entry.on('data', (piece: Buffer) => pieces.push(piece));
    entry.on('end', () => complete.push({ path: entry.path, content: Buffer.concat(pieces) }));
  });

  // What it parses it parses at once, so that all files of a piece are there when `write` returns.
  for await (const piece of unpacked(archive, limits)) {
    // After the end of the archive only the checks of the body come: it is read to its own end.
    if (!seen.end) parser.write(piece);
    if (seen.fault !== undefined) throw seen.fault;
    yield* complete.splice(0);
  }
  parser.end();
  if (seen.fault !== undefined) throw seen.fault;
  yield* complete.splice(0);
}

/** The archive without gzip, counted before and after: so a little that becomes very much is noticed on the way. */
async function* unpacked(archive: AsyncIterable<Buffer>, limits: PackageLimits): AsyncGenerator<Buffer> {
  const broken: unknown[] = [];
  const counted = async function* (): AsyncGenerator<Buffer> {
    let bytes = 0;
    try {
      for await (const piece of archive) {
        bytes += piece.length;
        if (bytes > limits.archiveBytes)
          throw tooLarge(`The package is larger than ${limits.archiveBytes} bytes`);
        yield piece;
      }
    } catch (error) {
      broken.push(error);
      throw error;
    }
  };
  const gunzip = pipeline(Readable.from(counted(), { objectMode: false }), createGunzip(), () => undefined);
  let bytes = 0;
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > limits.unpackedBytes)
        throw tooLarge(`Unpacked, the package is larger than ${limits.unpackedBytes} bytes`);
      yield piece;
    }
  } catch (error) {
    // What reading the archive ended in comes as it is.
    if (broken.includes(error) || error instanceof WellspringError) throw error;
    throw malformed('The body is not a .tgz: it cannot be unpacked to its end', error);
  }
}

function isFile({ type }: ReadEntry): boolean {
  return type === 'File' || type === 'OldFile' || type === 'ContiguousFile';
}

function faultOfEntry(entry: ReadEntry, { fileBytes }: PackageLimits): WellspringError | undefined {
  const { path, type, size } = entry;
  const shown = JSON.stringify(path.slice(0, SHOWN));
  if (path.startsWith('/') || /(?:^|[\\/])\.\.(?:[\\/]|$)|\\|\0|^[A-Za-z]:/.test(path))
    return malformed(`${shown}: a path has to lead to a place within the package`);
  if (!isFile(entry) && type !== 'Directory' && type !== 'GNUDumpDir')
    return malformed(`${shown} is neither a file nor a folder`);
  return size > fileBytes ? tooLarge(`${shown} is larger than ${fileBytes} bytes`) : undefined;
}

function malformed(message: string, cause?: unknown): WellspringError {
  return new WellspringError('malformed-package', message, { cause });
}

function tooLarge(message: string): WellspringError {
  return new WellspringError('package-too-large', message);
}
