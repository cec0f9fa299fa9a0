import { allocateNode, connect, type Database } from '@wellspring/database';
import { testDatabase } from '@wellspring/database/testing';
import { validateResource, type JsonObject } from '@wellspring/fhir';
import { createRegistry, migrateCatalog } from '@wellspring/store';
import type { Answer } from './call.js';
import { serveStore, type ServedStore } from './served-store.js';

/** A data store of its own on a database of its own, for the tests of one file. */
export interface OperationStore extends ServedStore {
  /** How many statements a data store's tables were asked so far, transactions left out. */
  statements(): number;
  end(): Promise<void>;
}

export async function operationStore(): Promise<OperationStore> {
  const server = await testDatabase();
  const connected = connect({ url: server.url, max: 4 });
  let statements = 0;
  const database: Database = {
    ...connected,
    query: (...asked) => {
      if (asked[0].includes('ds_')) statements++;
      return connected.query(...asked);
    },
    prepared: (...asked) => {
      if (asked[0].includes('ds_')) statements++;
      return connected.prepared(...asked);
    },
  };
  await migrateCatalog(server.url);
  const slot = await allocateNode(database);
  const store = await serveStore(createRegistry({ database, url: server.url, slot }));
  return {
    ...store,
    statements: () => statements,
    end: async () => {
      await slot.release();
      await database.close();
      await server.drop();
    },
  };
}

/** The resource in an answer of this status; throws where it is another, or the resource is not valid. */
export function validAnswer(answer: Answer, status = 200): unknown {
  const issues = validateResource(answer.json() as JsonObject);
  if (answer.status !== status || issues.length > 0)
    throw new Error(`${String(answer.status)} ${answer.text} ${JSON.stringify(issues)}`);
  return answer.json();
}
