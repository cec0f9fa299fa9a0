import { createWriteStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { copiedLine } from './copied-ids.js';
import { ndjsonLines } from './ndjson-lines.js';

/** The files of a folder that hold resources, in a fixed order. */
export function inputFilesOf(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /\.ndjson(\.gz)?$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * Writes the copies 0 to `copies - 1` of a folder's resources, each into a folder of its own below
 * `target`, as gzipped NDJSON; returns those folders. One that is there is whole and is kept: it gets
 * its name when it is finished.
 */
export async function copyInput(source: string, target: string, copies: number): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let copy = 0; copy < copies; copy += 1) folders.push(await copyOf(source, target, copy));
  return folders;
}

/** One copy of them, likewise. */
export async function copyOf(source: string, target: string, copy: number): Promise<string> {
  const folder = join(target, `copy-${String(copy).padStart(3, '0')}`);
  if (!existsSync(folder)) await writeCopy(source, folder, copy);
  return folder;
}

async function writeCopy(source: string, folder: string, copy: number): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  for (const file of inputFilesOf(source)) {
    const name = `${basename(file).replace(/\.gz$/, '')}.gz`;
    // Level 1: what is read once is not worth more of the processor.
    await pipeline(
      blocksOfLines(file, copy),
      createGzip({ level: 1 }),
      createWriteStream(join(unfinished, name)),
    );
  }
  renameSync(unfinished, folder);
}

/** Copied lines in blocks of about 256 KiB: a write a line costs more than the copying. */
async function* blocksOfLines(file: string, copy: number): AsyncGenerator<string, void, undefined> {
  let block = '';
  for await (const line of ndjsonLines(file)) {
    block += `${copiedLine(line, copy)}\n`;
    if (block.length < 2 ** 18) continue;
    yield block;
    block = '';
  }
  if (block !== '') yield block;
}
