/**
 * Prints the lengths of the codes of version 2 of stored bodies (src/body/frozen-codes.ts): how often each symbol of
 * deflate occurs in typical resources, and Huffman's lengths for that, bounded. Frozen: bodies in every database were
 * written with them. Better ones are a new version with a codec number of its own.
 *
 *   node packages/store/generator/body-codes.mjs <folder of .ndjson, .ndjson.gz or .json>...
 *
 * Each folder counts alike, however much is in it.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createFindMatches } from '../dist/body/find-matches.js';
import {
  distanceSymbol,
  distanceSymbols,
  endOfBlock,
  firstLength,
  lengthIndex,
  literalSymbols,
} from '../dist/body/deflate-symbols.js';

const largest = 4096;
/** The tables that inflate looks codes up in have as many entries as there are numbers of so many bits. */
const longestLiteral = 12;
const longestDistance = 7;
/** What every symbol has at least, of all: none may be without a code. */
const least = 1e-6;

const dictionary = readFileSync(new URL('../dictionary/v1.bin', import.meta.url));
const findMatches = createFindMatches(dictionary, largest);

function* resources(folder) {
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name));
    if (name.endsWith('.json')) {
      const tree = JSON.parse(bytes.toString());
      if (typeof tree.resourceType === 'string') yield Buffer.from(JSON.stringify(tree));
    } else if (/\.ndjson(\.gz)?$/.test(name)) {
      const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
      for (const line of text.split('\n')) if (line !== '') yield Buffer.from(line);
    }
  }
}

const literals = new Float64Array(literalSymbols);
const distances = new Float64Array(distanceSymbols);
for (const folder of process.argv.slice(2)) {
  const own = { literals: new Float64Array(literalSymbols), distances: new Float64Array(distanceSymbols) };
  for (const resource of resources(folder)) {
    const matches = findMatches(resource);
    if (matches === undefined) continue;
    own.literals[endOfBlock] += 1;
    for (const step of matches.steps.subarray(0, matches.count)) {
      if (step < 256) own.literals[step] += 1;
      else {
        own.literals[firstLength + lengthIndex[step >>> 16]] += 1;
        own.distances[distanceSymbol(step & 0xffff)] += 1;
      }
    }
  }
  for (const [all, counts] of [
    [literals, own.literals],
    [distances, own.distances],
  ]) {
    const sum = counts.reduce((left, right) => left + right);
    counts.forEach((count, symbol) => (all[symbol] += count / sum));
  }
}

/** Package-merge (Larmore, Hirschberg 1990): the best lengths of which none is over a bound. */
function codeLengths(weights, bound) {
  const items = [...weights]
    .map((weight, symbol) => ({ weight: Math.max(weight, least), symbols: [symbol] }))
    .sort((left, right) => left.weight - right.weight);
  let merged = items;
  for (let round = 1; round < bound; round += 1) {
    const packages = [];
    for (let i = 0; i + 1 < merged.length; i += 2)
      packages.push({
        weight: merged[i].weight + merged[i + 1].weight,
        symbols: [...merged[i].symbols, ...merged[i + 1].symbols],
      });
    merged = [...items, ...packages].sort((left, right) => left.weight - right.weight);
  }
  const lengths = new Uint8Array(weights.length);
  for (const { symbols } of merged.slice(0, 2 * weights.length - 2))
    for (const symbol of symbols) lengths[symbol] += 1;
  return lengths;
}

for (const [weights, bound] of [
  [literals, longestLiteral],
  [distances, longestDistance],
])
  console.log(Array.from(codeLengths(weights, bound), (length) => length.toString(16)).join(''));
