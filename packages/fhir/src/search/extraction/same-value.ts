import type { IndexValue } from '../index-value.js';

/** Whether two values of one parameter are the same. */
export function isSameValue(a: IndexValue, b: IndexValue): boolean {
  switch (a.kind) {
    case 'token':
    case 'identifier':
      return b.kind === a.kind && a.code === b.code && a.system === b.system;
    case 'identifier-type':
      return b.kind === a.kind && a.value === b.value && a.code === b.code && a.system === b.system;
    case 'text':
    case 'uri':
      return b.kind === a.kind && a.value === b.value;
    case 'near':
      return b.kind === a.kind && a.latitude === b.latitude && a.longitude === b.longitude;
    case 'reference':
      return b.kind === a.kind && a.target === b.target;
    case 'string':
      return b.kind === a.kind && a.value === b.value && a.text === b.text;
    case 'date':
    case 'number':
      return b.kind === a.kind && a.low === b.low && a.high === b.high;
    case 'quantity':
      return (
        b.kind === a.kind &&
        a.low === b.low &&
        a.high === b.high &&
        a.code === b.code &&
        a.system === b.system &&
        a.unit === b.unit
      );
    case 'inside':
      return b.kind === a.kind && a.resource === b.resource;
    case 'present':
      return b.kind === a.kind;
    case 'composite':
      return (
        b.kind === a.kind && a.components.every((value, index) => isSameValue(value, b.components[index]!))
      );
    default:
      return a satisfies never;
  }
}
