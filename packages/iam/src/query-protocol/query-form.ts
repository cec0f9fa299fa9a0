import { WellspringError } from '@wellspring/errors';
import { readBody, type HttpRequest } from '@wellspring/http';

/** The parameters of a request of the query protocol, by name: `Tags.member.1.Key`. */
export type QueryForm = ReadonlyMap<string, string>;

/** The longest policy of 131,072 characters, each percent-encoded, fits. */
const MOST_BYTES = 1024 * 1024;
const MOST_PARAMETERS = 1_000;

/**
 * Reads the form of a POST, or the query of a GET; what belongs to the signature is left out.
 *
 * @throws WellspringError `iam-malformed-query`, `body-too-large`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/programming.html
 */
export async function readQueryForm(request: HttpRequest): Promise<QueryForm> {
  const text =
    request.method === 'POST' ? (await readBody(request, MOST_BYTES)).toString('latin1') : request.query;
  const form = new Map<string, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = decoded(at < 0 ? pair : pair.slice(0, at));
    if (/^x-amz-/i.test(name)) continue;
    if (form.has(name)) throw malformed(`The parameter ${shown(name)} is there twice`);
    if (form.size === MOST_PARAMETERS) throw malformed(`There are more than ${MOST_PARAMETERS} parameters`);
    form.set(name, decoded(at < 0 ? '' : pair.slice(at + 1)));
  }
  return form;
}

function decoded(text: string): string {
  // A form is ASCII; bytes beyond are those of UTF-8 that a client did not encode.
  const spaced = text.replaceAll('+', ' ').replace(/[\x80-\xff]/g, (byte) => encodeByte(byte));
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw malformed('A parameter is not percent-encoded UTF-8');
  }
}

function encodeByte(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16)}`;
}

function malformed(message: string): WellspringError {
  return new WellspringError('iam-malformed-query', message);
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 128));
}
