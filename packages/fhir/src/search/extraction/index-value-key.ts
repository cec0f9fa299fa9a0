import type { IndexValue } from '../index-value.js';

/** A text that two values of one parameter have in common only if they are the same. */
export function indexValueKey(value: IndexValue): string {
  // What one parameter can have together begins with its kind.
  switch (value.kind) {
    case 'token':
      return `token\n${value.system ?? ''}\n${value.code ?? ''}`;
    case 'text':
      return `text\n${value.value}`;
    case 'identifier-type':
      return `type\n${value.system}\n${value.code}\n${value.value}`;
    case 'identifier':
      return `identifier\n${value.system ?? ''}\n${value.code ?? ''}`;
    case 'near':
      return `${value.latitude} ${value.longitude}`;
    case 'reference':
      return `reference\n${value.target}`;
    case 'uri':
      return value.value;
    case 'string':
      return value.text === undefined ? value.value : `${value.value}\n${value.text}`;
    case 'date':
    case 'number':
      return `${value.low} ${value.high}`;
    case 'quantity':
      return `${value.low} ${value.high}\n${value.system ?? ''}\n${value.code ?? ''}\n${value.unit ?? ''}`;
    case 'inside': {
      // Ids are those of one resource, in which the first of an id counts.
      const { resourceType, id } = value.resource;
      return `inside\n${JSON.stringify([resourceType, id])}`;
    }
    case 'present':
      return 'present';
    case 'composite':
      return JSON.stringify(value.components.map(indexValueKey));
    default:
      return value satisfies never;
  }
}
