import { WellspringError } from '@wellspring/errors';

/** The query of an S3 request, decoded; the first value of a name counts. */
export type S3Query = ReadonlyMap<string, string>;

/** @throws WellspringError `invalid-uri` */
export function parseQuery(query: string): S3Query {
  const values = new Map<string, string>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = decodePart(at < 0 ? pair : pair.slice(0, at));
    if (!values.has(name)) values.set(name, at < 0 ? '' : decodePart(pair.slice(at + 1)));
  }
  return values;
}

function decodePart(text: string): string {
  return decodePercent(text.replaceAll('+', ' '));
}

/** @throws WellspringError `invalid-uri` where it is not the percent-encoding of UTF-8 */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw new WellspringError('invalid-uri', "Couldn't parse the specified URI.", { cause: error });
  }
}

/**
 * A whole number in the query.
 *
 * @throws WellspringError `s3-invalid-argument` where it is no number, or not in the range
 */
export function numberIn(
  query: S3Query,
  name: string,
  fallback: number,
  least: number,
  most: number,
): number {
  const text = query.get(name);
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value < least || value > most)
    throw new WellspringError(
      's3-invalid-argument',
      `Argument ${name} must be an integer between ${least} and ${most}`,
    );
  return value;
}
