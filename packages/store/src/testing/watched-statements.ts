import pg from 'pg';
import { citusFault } from './citus-rules.js';
// Only tests import this file.

/** Data stores, by their schemas, whose statements have to be such that Citus carries them out. */
const watched = new Set<string>();
const asked = new Set<string>();
let installed = false;

/** What a test looks up for itself, on whatever tables, begins with this. */
export const looking = '/* a test looks */';

/** Has every statement on a data store refused, from now on in this process, that Citus would not carry out. */
export function watchStatements(schema: string): void {
  watched.add(schema);
  if (installed) return;
  installed = true;
  const prototype = pg.Client.prototype as unknown as { query: (...parameters: unknown[]) => unknown };
  const { query } = prototype;
  prototype.query = function (this: unknown, ...parameters: unknown[]) {
    const text = textOf(parameters[0]);
    if (text !== undefined && !text.startsWith(looking) && [...watched].some((each) => text.includes(each))) {
      const fault = citusFault(text);
      if (fault !== undefined) throw new Error(`Citus would not do this: ${fault}\n${text}`);
      for (const [schema] of text.matchAll(/\bds_[0-9a-f]{32}_\d+(?=\.)/g)) asked.add(schema);
    }
    return query.apply(this, parameters);
  };
}

/** The shards, by their schemas, that were read while something was done; of all watched data stores. */
export async function shardsAsked(work: () => Promise<unknown>): Promise<readonly string[]> {
  asked.clear();
  await work();
  return [...asked].sort();
}

/** The text of what is given to `query`: itself, that of a configuration, or of a COPY. */
function textOf(query: unknown): string | undefined {
  if (typeof query === 'string') return query;
  if (typeof query === 'object' && query !== null && 'text' in query && typeof query.text === 'string')
    return query.text;
  return undefined;
}
