import type { SimpleCriterion } from '../criterion.js';
import type { IndexValue } from '../index-value.js';
import { localTarget } from '../local-target.js';
import { matchesQuantity } from './quantity-match.js';
import { matchesRange } from './range-match.js';
import { matchesString } from './string-match.js';
import { matchesToken } from './token-match.js';
import { matchesUri } from './uri-match.js';

function matchesReference(targets: readonly string[], target: string, storeId: string | undefined): boolean {
  const local = localTarget(target, storeId);
  return targets.some((each) => localTarget(each, storeId) === local);
}

/** Whether one value fulfils a criterion; a value of another kind never does. */
export function matchesSimple(
  criterion: SimpleCriterion,
  value: IndexValue,
  storeId: string | undefined,
): boolean {
  switch (criterion.kind) {
    case 'token':
      return matchesToken(criterion, value, 'token');
    case 'reference':
      return (
        (value.kind === 'reference' || value.kind === 'inside') &&
        value.target !== undefined &&
        matchesReference(criterion.targets, value.target, storeId)
      );
    case 'uri':
      return value.kind === 'uri' && matchesUri(criterion, value.value);
    case 'string':
      return value.kind === 'string' && matchesString(criterion, value);
    case 'date':
      return value.kind === 'date' && matchesRange(criterion.where, value.low, value.high);
    case 'number':
      return value.kind === 'number' && matchesRange(criterion.where, value.low, value.high);
    case 'quantity':
      return value.kind === 'quantity' && matchesQuantity(criterion, value);
    default:
      return criterion satisfies never;
  }
}
