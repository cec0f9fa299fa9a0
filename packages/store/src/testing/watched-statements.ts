import pg from 'pg';
import { citusFault } from './citus-rules.js';
// Only tests import this file.

/** Data stores, by their schemas, whose statements have to be such that Citus carries them out. */
const watched = new Set<string>();
let installed = false;

/** Has every statement on a data store refused, from now on in this process, that Citus would not carry out. */
export function watchStatements(schema: string): void {
  watched.add(schema);
  if (installed) return;
  installed = true;
  const prototype = pg.Client.prototype as unknown as { query: (...parameters: unknown[]) => unknown };
  const { query } = prototype;
  prototype.query = function (this: unknown, ...parameters: unknown[]) {
    const [asked] = parameters;
    const text = textOf(asked);
    if (text !== undefined && [...watched].some((each) => text.includes(each))) {
      const fault = citusFault(text);
      if (fault !== undefined) throw new Error(`Citus would not do this: ${fault}\n${text}`);
    }
    return query.apply(this, parameters);
  };
}

/** The text of what is given to `query`: itself, that of a configuration, or of a COPY. */
function textOf(asked: unknown): string | undefined {
  if (typeof asked === 'string') return asked;
  if (typeof asked === 'object' && asked !== null && 'text' in asked && typeof asked.text === 'string')
    return asked.text;
  return undefined;
}
