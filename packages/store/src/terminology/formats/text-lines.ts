import type { FileContent } from './release-file.js';
import { invalidRow } from './release-file.js';

/** Longest line of a file, in bytes: those of releases have some thousand at most. */
const longestLine = 1024 * 1024;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * The lines of a file in UTF-8, without their ends, and without the mark of the byte order that some publishers put
 * before the first.
 *
 * @throws WellspringError `invalid-release-file` for a line that is too long
 */
export async function* textLines(content: FileContent, name: string): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  for await (const chunk of content) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      line++;
      yield text(bytes, start, end, line);
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > longestLine) throw invalidRow(name, line + 1, `it has more than ${longestLine} bytes`);
  }
  if (rest.length > 0) yield text(rest, 0, rest.length, line + 1);
}

function text(bytes: Buffer, start: number, end: number, line: number): string {
  const last = end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
  // PostgreSQL has no NUL in its texts.
  const found = bytes.toString('utf8', start, last).replaceAll('\0', '');
  return line === 1 && found.startsWith('\ufeff') ? found.slice(1) : found;
}

/**
 * The rows of a file whose columns stand between separators, nothing quoted.
 *
 * @param width how many columns there are at least
 * @throws WellspringError `invalid-release-file` for a row of fewer
 */
export async function* separatedRows(
  content: FileContent,
  name: string,
  {
    separator,
    width,
    hasHeader,
  }: { readonly separator: string; readonly width: number; readonly hasHeader: boolean },
): AsyncGenerator<readonly string[]> {
  let line = 0;
  for await (const each of textLines(content, name)) {
    line++;
    if (each === '' || (hasHeader && line === 1)) continue;
    const columns = each.split(separator);
    if (columns.length < width)
      throw invalidRow(name, line, `it has ${columns.length} columns, and ${width} are needed`);
    yield columns;
  }
}
