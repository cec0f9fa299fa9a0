import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { HttpRequest, HttpResponse } from '@wellspring/http';

/** What answers requests: the authorization server itself, or a whole program. */
export type Answers = (request: HttpRequest) => Promise<HttpResponse>;

export function requestTo(
  url: string,
  parts: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  } = {},
): HttpRequest {
  const { pathname, search } = new URL(url);
  const headers: Record<string, string> = { ...parts.headers };
  if (parts.body !== undefined) headers['content-length'] = String(Buffer.byteLength(parts.body));
  return {
    method: parts.method ?? 'GET',
    path: pathname,
    query: search.slice(1),
    headers,
    rawHeaders: Object.entries(headers).flat(),
    body: Readable.from(parts.body === undefined ? [] : [Buffer.from(parts.body)], { objectMode: false }),
    signal: new AbortController().signal,
    requestId: '00000000-0000-4000-8000-000000000000',
  };
}

/** A browser without a screen: cookies, redirects by hand, forms filled in by name. */
export class Browser {
  readonly #cookies = new Map<string, { readonly value: string; readonly path: string }>();

  constructor(private readonly answers: Answers) {}

  async open(
    url: string,
    form?: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<HttpResponse> {
    const path = new URL(url).pathname;
    const cookie = [...this.#cookies.values()]
      .filter((each) => path.startsWith(each.path))
      .map((each) => each.value)
      .join('; ');
    const body =
      form &&
      new URLSearchParams(
        Object.entries(form).flatMap(([name, value]) =>
          (typeof value === 'string' ? [value] : value).map((each) => [name, each] as [string, string]),
        ),
      ).toString();
    const response = await this.answers(
      requestTo(url, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          accept: 'text/html',
          ...(cookie !== '' && { cookie }),
          ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(body !== undefined && { body }),
      }),
    );
    for (const set of response.cookies ?? []) {
      const [pair = '', ...attributes] = set.split('; ');
      const at = (name: string): string | undefined =>
        attributes.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
      const key = `${pair.split('=')[0]!} ${at('path') ?? '/'}`;
      if (new Date(at('expires') ?? '9999-01-01').getTime() < Date.now()) this.#cookies.delete(key);
      else this.#cookies.set(key, { value: pair, path: at('path') ?? '/' });
    }
    return response;
  }

  /** Follows redirects that stay at the authorization server; returns where it ended. */
  async follow(
    url: string,
    form?: Readonly<Record<string, string | readonly string[]>>,
  ): Promise<{ readonly url: string; readonly response: HttpResponse | undefined }> {
    const origin = new URL(url).origin;
    let at = url;
    let response = await this.open(at, form);
    for (let hop = 0; hop < 10 && response.status === 303; hop += 1) {
      at = new URL(response.headers['location']!, at).href;
      if (!at.startsWith(`${origin}/authorization/`)) return { url: at, response: undefined };
      response = await this.open(at);
    }
    return { url: at, response };
  }
}

/** A code verifier and its challenge (RFC 7636). */
export function pkce(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** What a response says; the authorization server answers no streams. */
export function textIn(response: HttpResponse | undefined): string {
  const body = response?.body;
  return typeof body === 'string' ? body : Buffer.isBuffer(body) ? body.toString() : '';
}

/** The hidden field of that name on a page. */
export function hidden(page: HttpResponse | undefined, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(textIn(page))?.[1] ?? '';
}
