/** A statement that connections keep prepared. */
export interface NamedStatement {
  /** The same for the whole process, and never given to another text. */
  readonly name: string;
  /** The text, always the same string, so that comparing it costs nothing. */
  readonly text: string;
}

/** Which statements are worth being kept prepared. */
export interface StatementNames {
  /** The name of a text; undefined for one that has not come often enough yet. */
  readonly nameOf: (text: string) => NamedStatement | undefined;
}

export interface StatementNamesOptions {
  /** How many texts have names at a time, and how many are watched without one; default 150. */
  readonly limit?: number;
  /** The use at which a text gets its name; default the third. */
  readonly uses?: number;
}

/** A longer text is not watched, so that what is remembered stays below some 20 MB. */
const longestText = 32 * 1024;

/**
 * Gives names to the texts that come again and again. Those that come once or twice are watched apart, so
 * that they push none of the others out; of each sort the one not used for longest goes first.
 */
export function createStatementNames({ limit = 150, uses = 3 }: StatementNamesOptions = {}): StatementNames {
  const named = new Map<string, NamedStatement>();
  const watched = new Map<string, number>();
  let given = 0;

  return {
    nameOf(text) {
      const known = named.get(text);
      if (known) {
        renew(named, known.text, known, limit);
        return known;
      }
      if (text.length > longestText) return undefined;
      const times = (watched.get(text) ?? 0) + 1;
      if (times < uses) {
        renew(watched, text, times, limit);
        return undefined;
      }
      watched.delete(text);
      given += 1;
      const statement = { name: `s${given}`, text };
      renew(named, text, statement, limit);
      return statement;
    },
  };
}

/** Puts an entry at the young end of a map. */
function renew<Value>(map: Map<string, Value>, key: string, value: Value, limit: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > limit) map.delete(map.keys().next().value!);
}
