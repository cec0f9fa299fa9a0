import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The lines of an .ndjson or .ndjson.gz file, streamed; empty ones left out. */
export async function* ndjsonLines(file: string): AsyncGenerator<string, void, undefined> {
  const bytes = createReadStream(file);
  // A failure of either stream ends the loop below with its error.
  const source = file.endsWith('.gz') ? pipeline(bytes, createGunzip(), () => undefined) : bytes;
  source.setEncoding('utf8');
  let rest = '';
  for await (const chunk of source as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  if (rest.trim() !== '') yield rest;
}
