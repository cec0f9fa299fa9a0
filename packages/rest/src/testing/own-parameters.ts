import type { JsonObject } from '@wellspring/fhir';
import type { BulkStore } from './bulk-store.js';

/** A SearchParameter resource as tests write it. */
export function parameterResource(
  id: string,
  type: string,
  base: readonly string[],
  expression: string,
  more: JsonObject = {},
): JsonObject & { readonly resourceType: string; readonly id: string } {
  return {
    resourceType: 'SearchParameter',
    id,
    url: `http://example.org/SearchParameter/${id}`,
    name: id.replaceAll('-', '_'),
    status: 'active',
    description: `The ${id} of a ${base.join(' or a ')}`,
    code: id,
    base: [...base],
    type,
    expression,
    ...more,
  };
}

/** What `$search-parameters` says of a SearchParameter: its state and why it is refused. */
export async function stateOf(
  store: Pick<BulkStore, 'send'>,
  id: string,
): Promise<{
  readonly state: string;
  readonly refusals: readonly string[];
  readonly types: readonly string[];
}> {
  const answer = await store.send('GET', `/SearchParameter/${id}/$search-parameters`);
  const { parameter = [] } = answer.json() as {
    parameter?: { part: { name: string; valueCode?: string; valueString?: string }[] }[];
  };
  const parts = parameter[0]?.part ?? [];
  const of = (name: string) => parts.filter((part) => part.name === name);
  return {
    state: of('state')[0]?.valueCode ?? 'none',
    refusals: of('refusal').map(({ valueString }) => valueString!),
    types: of('base').map(({ valueCode }) => valueCode!),
  };
}

/** Waits until a SearchParameter is answered. */
export async function active(store: Pick<BulkStore, 'send'>, ...ids: readonly string[]): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (const id of ids)
    for (;;) {
      const { state, refusals } = await stateOf(store, id);
      if (state === 'active') break;
      if (state !== 'indexing' || Date.now() > deadline)
        throw new Error(`${id} is ${state}: ${refusals.join(' ')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
