import type { FhirClient } from './fhir-client.js';

interface CapabilityStatement {
  readonly rest?: readonly { readonly resource?: readonly { readonly type: string }[] }[];
}

/**
 * How many resources a server says it holds: the counts of all types that it says it has, added up. It is asked over
 * HTTP, as anybody would, so that it tells whether what was acknowledged is there.
 */
export async function countedResources(client: FhirClient): Promise<number> {
  const { rest } = (await client.request('GET', 'metadata')) as CapabilityStatement;
  let sum = 0;
  for (const { type } of rest?.[0]?.resource ?? []) {
    const { total } = (await client.request('GET', `${type}?_summary=count`)) as { readonly total?: number };
    if (total === undefined) throw new Error(`the server does not count ${type}`);
    sum += total;
  }
  return sum;
}

/** What has become of a store in the meantime, by what it acknowledged. */
export interface Acknowledged {
  readonly created: number;
  readonly deleted: number;
  /** Requests of which nobody knows what they did. */
  readonly errors: number;
  /** The most resources that such a request may have made. */
  readonly mostOfAnError: number;
}

/** A remark where the counts before and after do not agree with what was acknowledged. */
export function countRemark(
  before: number,
  after: number,
  { created, deleted, errors, mostOfAnError }: Acknowledged,
): string {
  const expected = before + created - deleted;
  const agrees = after >= expected - errors && after <= expected + errors * mostOfAnError;
  const sum = `${before} before, ${created} created, ${deleted} deleted`;
  return agrees
    ? `counted afterwards: ${after} resources (${sum})`
    : `! counted afterwards: ${after} resources, and ${expected} were acknowledged (${sum}; ${errors} errors)`;
}
