import { connect, type Socket } from 'node:net';
import type { Answer } from './check-answer.js';

/**
 * One kept HTTP/1.1 connection, for one request at a time. It reads what a server answers to GET: a
 * status line, headers, a body of announced length or in chunks. `node:http` would take several times
 * as much of the processor, which the server is to have.
 */
export interface HttpConnection {
  /** Sends a whole request as it stands and waits for the whole answer. */
  send(request: Buffer): Promise<Answer>;
  close(): void;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const endOfHead = Buffer.from('\r\n\r\n');
const endOfLine = Buffer.from('\r\n');

/**
 * Connects at the first request, and again after the server has closed or a request has failed.
 *
 * @param patience the longest silence within a request, in milliseconds
 */
export function httpConnection(host: string, port: number, patience: number): HttpConnection {
  let socket: Socket | undefined;
  let waiting: Waiting | undefined;
  let received: Buffer[] = [];
  /** Before so many bytes have come there is no use in looking again. */
  let needed = 0;
  let length = 0;

  const fail = (error: Error): void => {
    socket?.destroy();
    socket = undefined;
    const { reject } = waiting ?? {};
    waiting = undefined;
    reject?.(error);
  };

  const receive = (chunk: Buffer): void => {
    received.push(chunk);
    length += chunk.length;
    if (length < needed) return;
    const bytes = received.length === 1 ? chunk : Buffer.concat(received, length);
    received = [bytes];
    try {
      const read = readAnswer(bytes);
      if (read.done) {
        const { resolve } = waiting ?? {};
        waiting = undefined;
        if (read.closes) fail(new Error('the server closes the connection'));
        resolve?.(read.answer);
      } else needed = read.needed;
    } catch (error) {
      fail(error as Error);
    }
  };

  const open = (): Socket => {
    const opened = connect({ host, port, noDelay: true });
    opened.setTimeout(patience);
    opened.on('data', receive);
    opened.on('timeout', () => {
      if (opened === socket) fail(new Error(`no answer within ${patience / 1000} s`));
    });
    opened.on('error', (error) => {
      if (opened === socket) fail(error);
    });
    opened.on('close', () => {
      if (opened === socket) fail(new Error('the server closed the connection'));
    });
    return opened;
  };

  return {
    send(request) {
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        received = [];
        needed = 0;
        length = 0;
        socket ??= open();
        socket.write(request);
      });
    },
    close() {
      fail(new Error('the connection was closed'));
    },
  };
}

/** A request without a body, as it goes over the wire. */
export function getRequest(path: string, headers: Readonly<Record<string, string>>): Buffer {
  return wholeRequest('GET', path, headers, undefined);
}

/** A request as it goes over the wire, its body with it. */
export function wholeRequest(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
): Buffer {
  const bytes = Buffer.from(body ?? '');
  const all = body === undefined ? headers : { ...headers, 'content-length': String(bytes.length) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
  return bytes.length === 0 ? head : Buffer.concat([head, bytes]);
}

type Reading =
  | { readonly done: true; readonly answer: Answer; readonly closes: boolean }
  /** So many bytes there must be at least. */
  | { readonly done: false; readonly needed: number };

/** https://www.rfc-editor.org/rfc/rfc9112 */
function readAnswer(bytes: Buffer): Reading {
  const headEnd = bytes.indexOf(endOfHead);
  if (headEnd < 0) return { done: false, needed: bytes.length + 1 };
  const head = bytes.toString('latin1', 0, headEnd).toLowerCase();
  const status = Number(/^http\/1\.1 (\d{3})/.exec(head)?.[1]);
  if (Number.isNaN(status)) throw new Error('the answer is no HTTP/1.1');
  const closes = /\r\nconnection: *close/.test(head);
  const bodyStart = headEnd + endOfHead.length;
  const retry = /\r\nretry-after: *(\d+)/.exec(head)?.[1];
  const answer = { status, ...(retry !== undefined && { retryAfter: Number(retry) }) };
  // RFC 9112 6.3: these have no body, whatever the headers say.
  if (status === 204 || status === 304)
    return { done: true, closes, answer: { ...answer, body: Buffer.alloc(0) } };
  const announced = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (announced !== undefined) {
    const end = bodyStart + Number(announced);
    if (bytes.length < end) return { done: false, needed: end };
    return { done: true, closes, answer: { ...answer, body: bytes.subarray(bodyStart, end) } };
  }
  if (!/\r\ntransfer-encoding: *chunked/.test(head)) throw new Error('the answer has no length');
  const body = readChunks(bytes, bodyStart);
  return Array.isArray(body)
    ? { done: true, closes, answer: { ...answer, body: Buffer.concat(body) } }
    : { done: false, needed: body };
}

/** The chunks, or how many bytes it takes at least to read on. */
function readChunks(bytes: Buffer, start: number): Buffer[] | number {
  const chunks: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf(endOfLine, at);
    if (lineEnd < 0) return bytes.length + 1;
    const size = parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (Number.isNaN(size)) throw new Error('a chunk has no size');
    const from = lineEnd + endOfLine.length;
    const next = from + size + endOfLine.length;
    if (bytes.length < next) return next;
    // No trailers are asked for (RFC 9110 10.1.4), so that the line after the last chunk is the end.
    if (size === 0) return chunks;
    chunks.push(bytes.subarray(from, from + size));
    at = next;
  }
}
