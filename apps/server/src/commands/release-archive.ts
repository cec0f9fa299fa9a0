import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isReleaseFile, type CodeSystemKind } from '@wellspring/store';
import { pack } from 'tar-stream';

/** A local file of a release. */
export interface LocalReleaseFile {
  readonly path: string;
  readonly name: string;
  readonly size: number;
}

/**
 * The files of a release of a code system among a file or a folder, which is searched to its depth; what is not of
 * the release is passed over.
 *
 * @throws Error naming a path that is missing, or one that holds no such file
 */
export async function releaseFiles(kind: CodeSystemKind, path: string): Promise<readonly LocalReleaseFile[]> {
  const info = await stat(path).catch(() => {
    throw new Error(`there is no file or folder ${path}`);
  });
  const paths = info.isDirectory()
    ? (await readdir(path, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [path];
  const files: LocalReleaseFile[] = [];
  for (const each of paths.sort())
    if (isReleaseFile(kind, basename(each)))
      files.push({ path: each, name: basename(each), size: (await stat(each)).size });
  if (files.length === 0) throw new Error(`${path} holds no file of a release of ${kind}`);
  const twice = files.find(({ name }, index) => files.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined)
    throw new Error(`${path} holds ${twice.name} more than once; name the folder of one release`);
  return files;
}

/** How many bytes the archive has: a header and whole blocks of 512 for each file, and two blocks at the end. */
export function archiveBytes(files: readonly LocalReleaseFile[]): number {
  return files.reduce((sum, { size }) => sum + 512 + Math.ceil(size / 512) * 512, 1024);
}

/** The files as a tar archive, the same bytes each time. What goes wrong with a file breaks the archive off. */
export function releaseArchive(files: readonly LocalReleaseFile[]): Readable {
  const archive = pack();
  const fill = async (): Promise<void> => {
    for (const { path, name, size } of files)
      await pipeline(createReadStream(path), archive.entry({ name, size, mtime: new Date(0) }));
    archive.finalize();
  };
  fill().catch((error: unknown) => {
    archive.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return Readable.from(archive as AsyncIterable<Buffer>);
}

/** The hex SHA-256 of the archive: it is signed before it is sent. */
export async function archiveHash(files: readonly LocalReleaseFile[]): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of releaseArchive(files) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}
