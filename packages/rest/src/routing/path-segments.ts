import { WellspringError } from '@wellspring/errors';

/**
 * The segments of a path, percent-decoded; one slash at the end is passed over.
 *
 * @throws WellspringError `malformed-address` for an escape that is none or no UTF-8
 */
export function pathSegments(path: string): readonly string[] {
  const trimmed = path.replace(/^\//, '').replace(/\/$/, '');
  if (trimmed === '') return [];
  try {
    return trimmed.split('/').map(decodeURIComponent);
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
