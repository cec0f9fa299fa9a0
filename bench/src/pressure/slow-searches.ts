import type { RestRequest } from '../rest/rest-orders.js';

/** Searches at the same time: more than a server can work on. */
export const slowClients = 20;

const different = 2_000;

/**
 * Searches that have to go through most of a store, no two of them the same: all observations above a number and after
 * a date, counted. What they find is nobody's concern; that nothing else waits for them is.
 */
export function slowSearches(): readonly RestRequest[] {
  return Array.from({ length: different }, (_, number) => {
    const quantity = (number / 997).toFixed(4);
    const year = 1910 + (number % 80);
    return {
      method: 'GET',
      path: `Observation?value-quantity=gt${quantity}&date=gt${year}-01-01&status=final&_total=accurate&_count=1`,
      status: 200,
      resources: 1,
      mayBeRefused: true,
      search: { hits: 'any' },
    };
  });
}
