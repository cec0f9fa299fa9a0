import { expect, it } from 'vitest';
import { connectionShares } from './database-choice.js';

it.each([
  // connections, for searches, processors; for transactions, prepared statements, searches, single statements
  [20, undefined, undefined, [7, 5, 5, 3]],
  [20, undefined, 2, [9, 5, 3, 3]],
  [20, undefined, 64, [7, 5, 5, 3]],
  [20, 10, 2, [5, 3, 10, 2]],
  [4, undefined, 2, [1, 1, 1, 1]],
  [4, 250, undefined, [1, 1, 1, 1]],
  [500, undefined, undefined, [175, 125, 125, 75]],
])('%s connections, %s for searches, %s processors', (all, searches, processors, shares) => {
  const { max, preparedMax, searchMax, queryMax } = connectionShares(
    { WELLSPRING_DATABASE_CONNECTIONS: all, WELLSPRING_SEARCH_CONNECTIONS: searches },
    processors,
  );
  expect([max, preparedMax, searchMax, queryMax]).toEqual(shares);
  expect(max + preparedMax + searchMax + queryMax).toBe(all);
});
