/** The types of the model's shapes. */
export type ShapeType =
  'structure' | 'list' | 'map' | 'string' | 'integer' | 'long' | 'double' | 'boolean' | 'timestamp';

export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Seconds from 0001-01-01 to the end of 9999: the years that PostgreSQL and ISO 8601 both write plainly. */
const EARLIEST = -62_135_596_800;
const LATEST = 253_402_300_800;

/** Whether a JSON value can be read as a scalar of this type. Timestamps are epoch seconds. */
export function hasType(
  type: 'string' | 'integer' | 'long' | 'double' | 'boolean' | 'timestamp',
  value: unknown,
): boolean {
  switch (type) {
    case 'string':
      // PostgreSQL cannot keep U+0000, and a lone surrogate has no UTF-8 form: no text holds them.
      return typeof value === 'string' && !/[\0\p{Surrogate}]/u.test(value);
    case 'integer':
      return Number.isInteger(value) && Math.abs(value as number) <= 0x7fffffff;
    case 'long':
      return Number.isSafeInteger(value);
    case 'double':
      return Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'timestamp':
      return typeof value === 'number' && value >= EARLIEST && value < LATEST;
    default:
      return type satisfies never;
  }
}

/**
 * What AWS says where the JSON type is wrong, with the member's name added to it. The value itself is
 * not repeated.
 */
export function mismatch(type: ShapeType, value: unknown, path: string): string {
  const place = path === '' ? '' : ` at '${path}'`;
  if (type === 'list') return `Expected list or null${place}`;
  if (typeof value === 'object' && value !== null) {
    const found = Array.isArray(value) ? 'list' : 'structure or map';
    return `Start of ${found} found where not expected${place}`;
  }
  if (type === 'structure' || type === 'map') return `Expected structure or map${place}`;
  const article = type === 'integer' ? 'an' : 'a';
  const target = type.charAt(0).toUpperCase() + type.slice(1);
  return `${tokenName(value)} can not be converted to ${article} ${target}${place}`;
}

function tokenName(value: unknown): string {
  if (value === true) return 'TRUE_VALUE';
  if (value === false) return 'FALSE_VALUE';
  if (typeof value === 'number') return 'NUMBER_VALUE';
  return 'STRING_VALUE';
}
