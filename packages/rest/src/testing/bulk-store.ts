import type { Jobs, JobSettings } from '@wellspring/jobs';
// Only tests import this file.

import type { JobBench, MemoryObjects } from '@wellspring/jobs/testing';
import type { JsonObject } from '@wellspring/fhir';
import { createRestHandler } from '../rest-handler.js';
import { caller, type Answer, type CallOptions } from './call.js';
import type { TestResource } from './served-store.js';

/** A manifest of an export, as far as tests look at it. */
export interface Manifest {
  readonly transactionTime: string;
  readonly request: string;
  readonly requiresAccessToken: boolean;
  readonly output: readonly { readonly type: string; readonly url: string; readonly count: number }[];
  readonly deleted?: readonly { readonly type: string; readonly url: string; readonly count: number }[];
  readonly error: readonly { readonly url: string }[];
}

/** A data store behind the REST API, with jobs. */
export interface BulkStore {
  readonly id: string;
  readonly root: string;
  readonly jobs: Jobs;
  readonly send: ReturnType<typeof caller>;
  put(resources: readonly TestResource[]): Promise<void>;
  /** Kicks an export or import off, and gives the path below the root to ask how it goes. */
  kickOff(method: 'GET' | 'POST', target: string, options?: CallOptions): Promise<string>;
  /** Waits until it is over, and gives the last answer. */
  over(status: string): Promise<Answer>;
  /** Kicks an export off, waits for it, and gives its manifest. */
  export(method: 'GET' | 'POST', target: string, body?: object): Promise<Manifest>;
  /** The resources of files, each file checked against its count. */
  read(files: Manifest['output']): Promise<readonly JsonObject[]>;
  /** `Patient/p1` of every resource that an export gives, sorted. */
  names(target: string, body?: object): Promise<readonly string[]>;
}

export const asynchronous = { prefer: 'respond-async', accept: 'application/fhir+json' };

/** Makes an active data store on a bench, and serves it with running jobs. */
export async function serveBulkStore(
  bench: JobBench,
  objects: MemoryObjects,
  settings: Partial<JobSettings> = {},
): Promise<BulkStore> {
  const id = await bench.newStore();
  const jobs = bench.jobs(objects, settings);
  await jobs.run();
  return bulkStore(bench, id, jobs);
}

/**
 * A data store that is there, behind another node.
 *
 * @param statusPolls how many a minute are answered; tests are impatient, so by default any number
 */
export function bulkStore(
  { registry }: JobBench,
  id: string,
  jobs: Jobs | undefined,
  statusPolls = 0,
): BulkStore {
  const options = {
    registry,
    publicUrl: 'https://fhir.example',
    version: '1',
    maxBodyBytes: 5_000_000,
    jobs: jobs!,
    statusPolls,
    validationLevel: 'structure-only',
  } as const;
  const send = caller(createRestHandler(options), id);
  const root = `https://fhir.example/datastore/${id}/r4`;
  const store: BulkStore = {
    id,
    root,
    jobs: jobs!,
    send,
    put: async (resources) => {
      for (const body of resources) {
        const answer = await send('PUT', `/${body.resourceType}/${body.id}`, { body });
        if (answer.status > 201) throw new Error(answer.text);
      }
    },
    kickOff: async (method, target, options = {}) => {
      const headers = { ...asynchronous, ...options.headers };
      const answer = await send(method, target, { ...options, headers });
      if (answer.status !== 202) throw new Error(`${answer.status} ${answer.text}`);
      return answer.headers['content-location']!.replace(root, '');
    },
    over: async (status) => {
      for (let tries = 0; tries < 1200; tries++) {
        const answer = await send('GET', status);
        if (answer.status !== 202) return answer;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error('it goes on and on');
    },
    export: async (method, target, body) => {
      const answer = await store.over(await store.kickOff(method, target, body && { body }));
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
      return answer.json() as Manifest;
    },
    read: async (files) => {
      const resources: JsonObject[] = [];
      for (const { url, count } of files) {
        const { status, text } = await send('GET', url.replace(root, ''), {
          headers: { accept: 'application/fhir+ndjson' },
        });
        const lines = text.split('\n');
        if (status !== 200 || lines.pop() !== '' || lines.length !== count)
          throw new Error(`${status} ${text}`);
        resources.push(...lines.map((line) => JSON.parse(line) as JsonObject));
      }
      return resources;
    },
    names: async (target, body) => {
      const { output } = await store.export(body === undefined ? 'GET' : 'POST', target, body);
      const resources = (await store.read(output)) as readonly TestResource[];
      return resources.map(({ resourceType, id }) => `${resourceType}/${id}`).sort();
    },
  };
  return store;
}
