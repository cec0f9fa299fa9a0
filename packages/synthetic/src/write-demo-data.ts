import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoFiles, demoFolder } from './demo-data.js';

// Writes packages/synthetic/data anew. Run it (`npm run data -w @wellspring/synthetic`) after a change
// of the generator, and check the files in.
await mkdir(demoFolder, { recursive: true });
for (const name of await readdir(demoFolder)) if (name.endsWith('.ndjson')) await rm(join(demoFolder, name));
for (const [name, text] of demoFiles()) {
  await writeFile(join(demoFolder, name), text);
  console.log(`${name}: ${text.split('\n').length - 1} resources, ${Buffer.byteLength(text)} bytes`);
}
