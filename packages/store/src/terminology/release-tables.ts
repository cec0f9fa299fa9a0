/** The tables of one release, safe to stand in a statement. */
export interface ReleaseTables {
  /** What files said of concepts, before each has its number. */
  readonly mentioned: string;
  /** `concept` is the place of a concept in the order of the release. */
  readonly concept: string;
  readonly term: string;
  readonly property: string;
  /** Direct relations, by code. */
  readonly edge: string;
  /** Each concept with itself and all that it is a kind of, by number. */
  readonly ancestor: string;
}

/** @param schema of the data store, safe to stand in a statement */
export function releaseTables(schema: string, release: number): ReleaseTables {
  const of = (table: string) => `${schema}.release_${table}_${release}`;
  return {
    mentioned: of('mentioned'),
    concept: of('concept'),
    term: of('term'),
    property: of('property'),
    edge: of('edge'),
    ancestor: of('ancestor'),
  };
}

/** Empty tables without indexes: those are made when all rows are there. */
export function createTables({ mentioned, term, property, edge }: ReleaseTables): readonly string[] {
  return [
    `CREATE TABLE ${mentioned} (ordinal integer NOT NULL, active boolean NOT NULL, code text COLLATE "C" NOT NULL)`,
    `CREATE TABLE ${term} (role smallint NOT NULL, code text COLLATE "C" NOT NULL, language text NOT NULL,
       term text NOT NULL, words tsvector NOT NULL)`,
    `CREATE TABLE ${property} (type smallint NOT NULL, code text COLLATE "C" NOT NULL, property text NOT NULL,
       value text NOT NULL)`,
    `CREATE TABLE ${edge} (code text COLLATE "C" NOT NULL, parent text COLLATE "C" NOT NULL)`,
  ];
}

/** Gives each concept its number, and makes the indexes: each names what asks for it. */
export function finishTables(tables: ReleaseTables): readonly string[] {
  const { mentioned, concept, term, property, edge, ancestor } = tables;
  return [
    // A concept that is named twice is in use where one of the two says so.
    `CREATE TABLE ${concept} AS
       SELECT (row_number() OVER (ORDER BY min(ordinal)))::integer AS concept, bool_or(active) AS active, code
         FROM ${mentioned} GROUP BY code`,
    `DROP TABLE ${mentioned}`,
    // Pages in order; what hierarchies lead to.
    `ALTER TABLE ${concept} ADD PRIMARY KEY (concept)`,
    // A code is looked up.
    `CREATE UNIQUE INDEX ON ${concept} (code)`,
    // The names of a page of codes.
    `CREATE INDEX ON ${term} (code)`,
    // $expand?filter=.
    `CREATE INDEX ON ${term} USING gin (words)`,
    // The properties of a code.
    `CREATE INDEX ON ${property} (code, property)`,
    // Filters by property; a value may be longer than an index takes.
    `CREATE INDEX ON ${property} (property, hashtextextended(value, 0), code)`,
    `CREATE INDEX ON ${edge} (code, parent)`,
    `CREATE INDEX ON ${edge} (parent, code)`,
    `CREATE TABLE ${ancestor} (ancestor integer NOT NULL, descendant integer NOT NULL)`,
  ];
}

/** Before hierarchies are worked out, since plans depend on it; and so that indexes alone can be read. */
export function analyseTables({ concept, term, property, edge }: ReleaseTables): string {
  return `VACUUM (ANALYZE) ${concept}, ${term}, ${property}, ${edge}`;
}

/**
 * The ancestors of some concepts, each once however many ways lead to it, and though they form a circle. Some
 * thousand at a time: the pairs that are told apart are kept in memory.
 */
export function insertAncestors({ concept, edge, ancestor }: ReleaseTables): string {
  return `INSERT INTO ${ancestor} (ancestor, descendant)
    WITH RECURSIVE up (descendant, code) AS (
      SELECT concept, code FROM ${concept} WHERE concept > $1 AND concept <= $2
      UNION
      SELECT up.descendant, edge.parent FROM up JOIN ${edge} edge ON edge.code = up.code
    )
    SELECT c.concept, up.descendant FROM up JOIN ${concept} c ON c.code = up.code`;
}

export function finishAncestors({ ancestor }: ReleaseTables): readonly string[] {
  return [
    // is-a: in the order of pages.
    `ALTER TABLE ${ancestor} ADD PRIMARY KEY (ancestor, descendant)`,
    // generalizes; whether one code is of the kind of another.
    `CREATE INDEX ON ${ancestor} (descendant, ancestor)`,
    `VACUUM (ANALYZE) ${ancestor}`,
  ];
}

export function dropTables(tables: ReleaseTables): string {
  return `DROP TABLE IF EXISTS ${Object.values(tables).join(', ')}`;
}
