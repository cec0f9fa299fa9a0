import { inputFilesOf } from '../search/copy-input.js';
import { ndjsonLines } from '../search/ndjson-lines.js';
import type { SeededRandom } from '../search/seeded-random.js';

/** A resource of the data, as it stands there. */
export interface SampledResource {
  readonly type: string;
  readonly id: string;
  readonly json: string;
}

/** So many resources of a folder in any order, each with the same chance (reservoir sampling, Vitter's algorithm R). */
export async function sampledResources(
  folder: string,
  count: number,
  random: SeededRandom,
): Promise<readonly SampledResource[]> {
  const lines: string[] = [];
  let seen = 0;
  for (const file of inputFilesOf(folder))
    for await (const line of ndjsonLines(file)) {
      if (line.trim() === '') continue;
      seen += 1;
      if (lines.length < count) lines.push(line);
      else {
        const place = random.int(seen);
        if (place < count) lines[place] = line;
      }
    }
  shuffle(lines, random);
  return lines.map((json) => {
    const { resourceType, id } = JSON.parse(json) as { resourceType: string; id: string };
    return { type: resourceType, id, json };
  });
}

/** What was drawn first may still stand in the order of the data, type by type. */
function shuffle(lines: string[], random: SeededRandom): void {
  for (let at = lines.length - 1; at > 0; at -= 1) {
    const other = random.int(at + 1);
    [lines[at], lines[other]] = [lines[other]!, lines[at]!];
  }
}
