import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** The oldest PostgreSQL that the program takes is 14; tests run on the embedded, newer one. */
const newer = [
  ['STORAGE in a column of CREATE TABLE is of 16', /CREATE TABLE[^;]*\bSTORAGE\b[^;]*;/i],
  ['MERGE is of 15', /\bMERGE INTO\b/i],
  ['NULLS NOT DISTINCT is of 15', /\bNULLS NOT DISTINCT\b/i],
] as const;

it.each(['catalog', 'data-store'])(
  'the migrations of %s use nothing newer than PostgreSQL 14',
  async (of) => {
    const folder = fileURLToPath(new URL(`../../migrations/${of}/`, import.meta.url));
    for (const file of await readdir(folder)) {
      const text = (await readFile(`${folder}${file}`, 'utf8')).replaceAll(/--.*$/gm, '');
      for (const [, pattern] of newer) expect(text).not.toMatch(pattern);
    }
  },
);
