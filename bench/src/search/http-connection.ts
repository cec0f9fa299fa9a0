import { connect, isIP, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { Answer } from './check-answer.js';

/**
 * One kept HTTP/1.1 connection, for one request at a time. It reads what a server answers to anything but HEAD: a
 * status line, headers, a body of announced length, in chunks, or none. `node:http` would take several times
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

/** Of a body in chunks, too: an empty line is after the last. */
const endOfHead = Buffer.from('\r\n\r\n');
const endOfLine = Buffer.from('\r\n');

/**
 * Connects at the first request, and again after the server has closed or a request has failed.
 *
 * @param patience the longest silence within a request, in milliseconds
 * @param isSecure speaks TLS, with a certificate that this machine trusts
 */
export function httpConnection(
  host: string,
  port: number,
  patience: number,
  isSecure = false,
): HttpConnection {
  let socket: Socket | undefined;
  let waiting: Waiting | undefined;
  let received: Buffer[] = [];
  /** Before so many bytes have come there is no use in looking again. */
  let needed = 0;
  let length = 0;
  /** Each chunk would be looked at again with all before it: that is put off until the last may be there. */
  let isChunked = false;

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
    if (length < needed || (isChunked && !endsWith(received, endOfHead))) return;
    const bytes = received.length === 1 ? chunk : Buffer.concat(received, length);
    received = [bytes];
    try {
      const read = readAnswer(bytes);
      if (read.done) {
        const { resolve } = waiting ?? {};
        waiting = undefined;
        if (read.closes) fail(new Error('the server closes the connection'));
        resolve?.(read.answer);
      } else {
        needed = read.needed;
        isChunked = read.isChunked;
      }
    } catch (error) {
      fail(error as Error);
    }
  };

  const open = (): Socket => {
    const opened = isSecure
      ? connectSecurely({ host, port, servername: isIP(host) === 0 ? host : '' })
      : connect({ host, port });
    opened.setNoDelay(true);
    opened.setTimeout(patience);
    opened.on('data', receive);
    opened.on('timeout', () => {
      if (opened === socket) fail(new Error(`no answer within ${patience / 1000} s`));
    });
    opened.on('error', (error: Error) => {
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
        isChunked = false;
        socket ??= open();
        socket.write(request);
      });
    },
    close() {
      fail(new Error('the connection was closed'));
    },
  };
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
  | { readonly done: false; readonly needed: number; readonly isChunked: boolean };

/** https://www.rfc-editor.org/rfc/rfc9112 */
function readAnswer(bytes: Buffer): Reading {
  const headEnd = bytes.indexOf(endOfHead);
  if (headEnd < 0) return { done: false, needed: bytes.length + 1, isChunked: false };
  const head = bytes.toString('latin1', 0, headEnd);
  const status = Number(/^http\/1\.1 (\d{3})/i.exec(head)?.[1]);
  if (Number.isNaN(status)) throw new Error('the answer is no HTTP/1.1');
  const closes = /\r\nconnection: *close/i.test(head);
  const bodyStart = headEnd + endOfHead.length;
  const retry = /\r\nretry-after: *(\d+)/i.exec(head)?.[1];
  const answer = { status, head, ...(retry !== undefined && { retryAfter: Number(retry) }) };
  // https://www.rfc-editor.org/rfc/rfc9112#section-6.3
  if (status === 204 || status === 304)
    return { done: true, closes, answer: { ...answer, body: bytes.subarray(bodyStart, bodyStart) } };
  const announced = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (announced !== undefined) {
    const end = bodyStart + Number(announced);
    if (bytes.length < end) return { done: false, needed: end, isChunked: false };
    return { done: true, closes, answer: { ...answer, body: bytes.subarray(bodyStart, end) } };
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) throw new Error('the answer has no length');
  const body = readChunks(bytes, bodyStart);
  return Array.isArray(body)
    ? { done: true, closes, answer: { ...answer, body: Buffer.concat(body) } }
    : { done: false, needed: body, isChunked: true };
}

/** Whether the last bytes are these. */
function endsWith(received: readonly Buffer[], end: Buffer): boolean {
  // Each has a byte at least.
  const tail = Buffer.concat(received.slice(-end.length).map((bytes) => bytes.subarray(-end.length)));
  return tail.subarray(-end.length).equals(end);
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
