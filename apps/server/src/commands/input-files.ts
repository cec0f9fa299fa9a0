import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream/promises';

/** A local file to import. */
export interface InputFile {
  readonly path: string;
  /** Where it goes below the upload's prefix: its place below the folder that was named. */
  readonly key: string;
  readonly size: number;
}

const importable = /\.ndjson(\.gz)?$/;

/**
 * The files that the named files and folders hold: `.ndjson` and `.ndjson.gz`, folders searched to
 * their depth.
 *
 * @throws Error naming a path that is missing, or one that holds nothing to import
 */
export async function inputFiles(paths: readonly string[]): Promise<readonly InputFile[]> {
  const found = new Map<string, InputFile>();
  for (const path of paths) {
    const before = found.size;
    const info = await stat(path).catch(() => {
      throw new Error(`there is no file or folder ${path}`);
    });
    if (info.isDirectory()) {
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      for (const entry of entries) {
        if (!entry.isFile() || !importable.test(entry.name)) continue;
        const file = join(entry.parentPath, entry.name);
        add({ path: file, key: relative(path, file).split('\\').join('/'), size: (await stat(file)).size });
      }
    } else if (importable.test(path)) {
      add({ path, key: basename(path), size: info.size });
    }
    if (found.size === before) throw new Error(`${path} holds no .ndjson or .ndjson.gz file`);
  }
  return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1));

  function add(file: InputFile): void {
    let key = file.key;
    // Two folders may each have a Patient.ndjson: both go up, under different keys.
    for (let n = 2; found.has(key); n += 1) key = `${String(n)}/${file.key}`;
    found.set(key, { ...file, key });
  }
}

/** How many lines a file has; a last line without a line end counts. */
export async function countLines(file: InputFile): Promise<number> {
  let lines = 0;
  let last = 0x0a;
  const count = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) {
      for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) lines += 1;
      if (chunk.length > 0) last = chunk[chunk.length - 1]!;
    }
  };
  const source = createReadStream(file.path);
  await (file.path.endsWith('.gz') ? pipeline(source, createGunzip(), count) : pipeline(source, count));
  return last === 0x0a ? lines : lines + 1;
}
