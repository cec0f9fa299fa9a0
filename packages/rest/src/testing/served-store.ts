import { validateResource, type JsonObject } from '@wellspring/fhir';
import type { DataStoreRegistry } from '@wellspring/store';
import type { RestCaller } from '../rest-caller.js';
import { createRestHandler } from '../rest-handler.js';
import type { RestOptions } from '../rest-options.js';
import { caller, type Answer } from './call.js';

/** A Bundle of a search, as far as tests look at it. */
export interface FoundBundle {
  readonly total?: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly fullUrl?: string;
    readonly resource: { readonly resourceType: string; readonly id: string };
    readonly search: { readonly mode: string };
  }[];
}

/** A resource that a test stores. */
export type TestResource = JsonObject & { readonly resourceType: string; readonly id: string };

/** A data store of its own behind the REST API. */
export interface ServedStore {
  /** What links begin with. */
  readonly root: string;
  /** Sets what the control plane keeps with the data store. */
  setProperties(properties: JsonObject): Promise<void>;
  readonly id: string;
  readonly send: ReturnType<typeof caller>;
  /** As another than who may do everything. */
  sendAs(who: RestCaller): ReturnType<typeof caller>;
  /** Stores resources, one after the other. */
  put(resources: readonly TestResource[]): Promise<void>;
  /** The Bundle of a search, valid as far as the server itself validates. */
  search(target: string): Promise<FoundBundle>;
}

/** Makes an active data store, and serves it. */
export async function serveStore(
  registry: DataStoreRegistry,
  more: Partial<RestOptions> = {},
): Promise<ServedStore> {
  const { id } = await registry.create({ name: 'served' });
  await registry.createSchema(id);
  await registry.update(id, { status: 'ACTIVE' });
  const options = {
    registry,
    publicUrl: 'https://fhir.example',
    version: '1',
    maxBodyBytes: 5_000_000,
    // What is stored here is as small as it can be; who tests validation asks for more.
    validationLevel: 'structure-only',
  } as const;
  const handle = createRestHandler({ ...options, ...more });
  const send = caller(handle, id);
  return {
    id,
    sendAs: (who) => caller(handle, id, who),
    root: `https://fhir.example/datastore/${id}/r4`,
    send,
    setProperties: async (properties) => {
      await registry.update(id, { properties });
    },
    put: async (resources) => {
      for (const body of resources) {
        const answer = await send('PUT', `/${body.resourceType}/${body.id}`, { body });
        if (answer.status !== 201) throw new Error(answer.text);
      }
    },
    search: async (target) => foundBundle(await send('GET', target)),
  };
}

/** The Bundle of an answer; throws where it is none, or not valid. */
export function foundBundle(answer: Answer): FoundBundle {
  const issues = validateResource(answer.json() as JsonObject);
  if (answer.status !== 200 || issues.length > 0)
    throw new Error(`${String(answer.status)} ${answer.text} ${JSON.stringify(issues)}`);
  return answer.json() as FoundBundle;
}

/** `Patient/p1` of each entry of a mode, in order. */
export function namesOf(
  { entry = [] }: FoundBundle,
  mode: 'match' | 'include' | 'outcome',
): readonly string[] {
  return entry
    .filter(({ search }) => search.mode === mode)
    .map(({ resource }) => `${resource.resourceType}/${resource.id}`);
}

/** The address of a link. */
export function linkTo({ link }: FoundBundle, relation: 'self' | 'next' | 'previous'): string | undefined {
  return link.find((each) => each.relation === relation)?.url;
}
