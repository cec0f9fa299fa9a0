import { boundedWord, termWords } from '@wellspring/fhir';
import type pg from 'pg';
import { CopyBuffer } from '../rows/copy-buffer.js';
import { copyIn } from '../write/copy-in.js';
import { codeRole, propertyTypes, termRoles, type ReleaseRow } from './release-row.js';
import type { ReleaseTables } from './release-tables.js';

/** Rows of a table that are sent at a time: some MB. */
const rowsAtOnce = 20_000;

/** Writes what the files of a release say into its tables, by COPY. */
export interface ReleaseWriter {
  add(row: ReleaseRow): Promise<void>;
  /** How many times a concept was named. */
  concepts(): number;
  /** Sends what is left. */
  end(): Promise<void>;
}

interface Target {
  readonly table: string;
  readonly columns: string;
  readonly width: number;
  buffer: CopyBuffer;
}

export function createReleaseWriter(client: pg.ClientBase, tables: ReleaseTables): ReleaseWriter {
  const target = (table: string, columns: string): Target => {
    const width = columns.split(',').length;
    return { table, columns, width, buffer: new CopyBuffer(width) };
  };
  const targets = {
    concept: target(tables.mentioned, 'ordinal, active, code'),
    term: target(tables.term, 'role, code, language, term, words'),
    property: target(tables.property, 'type, code, property, value'),
    parent: target(tables.edge, 'code, parent'),
  };
  let ordinal = 0;

  async function flush(to: Target): Promise<void> {
    await copyIn(client, [{ table: to.table, columns: to.columns, rows: to.buffer }]);
    to.buffer = new CopyBuffer(to.width);
  }

  function addTerm(role: number, code: string, language: string, term: string): void {
    const { buffer } = targets.term;
    buffer.int2(role);
    buffer.text(code);
    buffer.text(language);
    buffer.text(term);
    buffer.tsvector([...new Set(termWords(term).map(boundedWord))]);
  }

  return {
    async add(row) {
      const to = targets[row.kind];
      const { buffer } = to;
      buffer.row();
      switch (row.kind) {
        case 'concept':
          buffer.int4(ordinal++);
          buffer.bool(row.isActive);
          buffer.text(row.code);
          targets.term.buffer.row();
          addTerm(codeRole, row.code, '', row.code);
          break;
        case 'term':
          addTerm(termRoles[row.role], row.code, row.language, row.term);
          break;
        case 'property':
          buffer.int2(propertyTypes.indexOf(row.type));
          buffer.text(row.code);
          buffer.text(row.property);
          buffer.text(row.value);
          break;
        case 'parent':
          buffer.text(row.code);
          buffer.text(row.parent);
          break;
        default:
          row satisfies never;
      }
      if (buffer.rows >= rowsAtOnce) await flush(to);
      // Each concept brings a term.
      if (targets.term.buffer.rows >= rowsAtOnce) await flush(targets.term);
    },
    concepts: () => ordinal,
    async end() {
      for (const to of Object.values(targets)) await flush(to);
    },
  };
}
