import { WellspringError } from '@wellspring/errors';
import type { HttpResponse } from '@wellspring/http';
import type { OpenObject } from '../embedded/object-file.js';
import type { ObjectMetadata } from '../embedded/object-metadata.js';
import { readRange, type RangeOutcome } from './byte-range.js';
import { isSameVersion, preconditionFailed, readCondition } from './conditions.js';
import { isHeaderValue } from './header-text.js';
import { checksumHeaders, objectHeaders } from './object-headers.js';
import { contentActions, openRequested } from './readable-object.js';
import type { S3Call, S3Service } from './s3-call.js';
import { numberIn } from './s3-query.js';

/** Query parameters of a GET by which its answer has other headers than the object. */
const overrides = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const;

/** GetObject and HeadObject: the same answer with and without the bytes. */
export async function getObject(service: S3Service, call: S3Call): Promise<HttpResponse> {
  const object = await openRequested(service, call, contentActions);
  let opened = false;
  try {
    const answer = respond(object, call);
    opened = answer.body !== undefined;
    return answer;
  } finally {
    // A stream closes the file itself.
    if (!opened) await object.close();
  }
}

function respond(object: OpenObject, call: S3Call): HttpResponse {
  const { metadata } = object;
  switch (readCondition(call.headers, metadata)) {
    case 'failed':
      throw preconditionFailed();
    case 'not-modified':
      return {
        status: 304,
        headers: pick(objectHeaders(metadata), ['etag', 'last-modified', 'cache-control', 'expires']),
      };
    case 'holds':
  }
  const part = partOf(call, object);
  const range = part ?? readRange(wantedRange(call, metadata), metadata.size);
  const headers = { ...objectHeaders(metadata), ...overridden(call) };
  if (call.query.has('partNumber') && metadata.parts)
    headers['x-amz-mp-parts-count'] = String(metadata.parts.length);
  switch (range.kind) {
    case 'unsatisfiable':
      throw new WellspringError('invalid-range', 'The requested range is not satisfiable');
    case 'part':
      headers['content-range'] = `bytes ${range.start}-${range.end}/${metadata.size}`;
      return answer(206, headers, call, object, range.start, range.end);
    case 'whole':
      if (call.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED')
        Object.assign(headers, checksumHeaders(metadata));
      return answer(200, headers, call, object, 0, metadata.size - 1);
    default:
      return range satisfies never;
  }
}

function answer(
  status: number,
  headers: Record<string, string>,
  call: S3Call,
  object: OpenObject,
  start: number,
  end: number,
): HttpResponse {
  const all = { ...headers, 'content-length': String(end - start + 1) };
  return call.request.method === 'HEAD'
    ? { status, headers: all }
    : { status, headers: all, body: object.read(start, end) };
}

/** A range that goes on with an older version of the object is passed over: the client gets the new one whole. */
function wantedRange({ headers }: S3Call, object: ObjectMetadata): string | undefined {
  const unless = headers['if-range'];
  return unless === undefined || isSameVersion(unless, object) ? headers['range'] : undefined;
}

/** One part of an object that was uploaded in parts; any other object is its own part 1. */
function partOf(call: S3Call, { metadata }: OpenObject): RangeOutcome | undefined {
  if (!call.query.has('partNumber')) return undefined;
  if (call.headers['range'] !== undefined)
    throw new WellspringError(
      's3-invalid-request',
      'Cannot specify both Range header and partNumber query parameter',
    );
  const number = numberIn(call.query, 'partNumber', 1, 1, 10_000);
  const sizes = metadata.parts ?? [metadata.size];
  const size = sizes[number - 1];
  if (size === undefined) return { kind: 'unsatisfiable' };
  const start = sizes.slice(0, number - 1).reduce((sum, before) => sum + before, 0);
  return size === 0 ? { kind: 'whole' } : { kind: 'part', start, end: start + size - 1 };
}

function overridden({ query }: S3Call): Record<string, string> {
  return Object.fromEntries(
    overrides.flatMap((name) => {
      const value = query.get(`response-${name}`);
      if (value !== undefined && !isHeaderValue(value))
        throw new WellspringError('s3-invalid-argument', `response-${name} is no value of a header`);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function pick(headers: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name)));
}
