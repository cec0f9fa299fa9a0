import { WellspringError } from '@wellspring/errors';

/**
 * The segments of a path, percent-decoded; one slash at the end is passed over.
 *
 * @throws WellspringError `malformed-address` for an escape that is none or no UTF-8
 */
export function pathSegments(path: string): readonly string[] {
  const from = path.startsWith('/') ? 1 : 0;
  const to = path.length > from && path.endsWith('/') ? path.length - 1 : path.length;
  if (from === to) return [];
  const segments = path.slice(from, to).split('/');
  if (!path.includes('%')) return segments;
  try {
    return segments.map(decodeURIComponent);
  } catch (error) {
    throw new WellspringError(
      'malformed-address',
      'The path has a percent sign that begins no UTF-8 escape',
      {
        cause: error,
      },
    );
  }
}
