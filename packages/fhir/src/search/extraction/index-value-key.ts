import type { IndexValue } from '../index-value.js';

/** A text that two values of one parameter have in common only if they are the same. */
export function indexValueKey(value: IndexValue): string {
  switch (value.kind) {
    case 'token':
      return `${value.system ?? ''}\n${value.code ?? ''}`;
    case 'reference':
      return value.target;
    case 'uri':
    case 'string':
      return value.value;
    case 'date':
    case 'number':
      return `${value.low} ${value.high}`;
    case 'quantity':
      return `${value.low} ${value.high}\n${value.system ?? ''}\n${value.code ?? ''}\n${value.unit ?? ''}`;
    case 'composite':
      return JSON.stringify(value.components.map(indexValueKey));
    default:
      return value satisfies never;
  }
}
