import { readdirSync, lstatSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes that the files below a folder take on disk (blocks, not lengths). */
export function folderSize(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += folderSize(path);
    else if (entry.isFile()) bytes += lstatSync(path).blocks * 512;
  }
  return bytes;
}
