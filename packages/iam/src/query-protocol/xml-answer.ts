import type { HttpResponse } from '@wellspring/http';

/**
 * What an answer is made of: members by name, lists, maps, and leaves. Undefined members are left out. Times are
 * written in whole seconds, as IAM and STS do.
 */
export type Shape =
  | string
  | number
  | boolean
  | Date
  | undefined
  | readonly Shape[]
  | ReadonlyMap<string, Shape>
  | { readonly [name: string]: Shape };

/** One service that speaks the query protocol. */
export interface QueryService {
  /** `https://iam.amazonaws.com/doc/2010-05-08/` */
  readonly namespace: string;
  /** `2010-05-08` */
  readonly version: string;
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** @param result undefined for actions that answer nothing but that they were done */
export function queryAnswer(
  service: QueryService,
  action: string,
  result: Shape,
  requestId: string,
): HttpResponse {
  const body = result === undefined ? '' : element(`${action}Result`, result);
  return xml(
    200,
    requestId,
    `<${action}Response xmlns="${service.namespace}">${body}${element('ResponseMetadata', {
      RequestId: requestId,
    })}</${action}Response>`,
  );
}

/** How an error is told. */
export interface QueryError {
  readonly status: number;
  /** `NoSuchEntity` */
  readonly code: string;
  readonly message: string;
}

export function queryErrorAnswer(service: QueryService, error: QueryError, requestId: string): HttpResponse {
  const { status, code, message } = error;
  const shape = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
  return xml(
    status,
    requestId,
    `<ErrorResponse xmlns="${service.namespace}">${element('Error', shape)}${element(
      'RequestId',
      requestId,
    )}</ErrorResponse>`,
  );
}

function xml(status: number, requestId: string, document: string): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: `${declaration}${document}`,
  };
}

function element(name: string, shape: Shape): string {
  return shape === undefined ? '' : `<${name}>${content(shape)}</${name}>`;
}

function content(shape: Exclude<Shape, undefined>): string {
  if (typeof shape !== 'object') return escapeXml(String(shape));
  if (shape instanceof Date) return `${shape.toISOString().slice(0, 19)}Z`;
  if (isList(shape)) return shape.map((each) => element('member', each)).join('');
  if (isMap(shape)) return [...shape].map(([key, value]) => element('entry', { key, value })).join('');
  return Object.entries(shape)
    .map(([name, value]) => element(name, value))
    .join('');
}

function isList(shape: object): shape is readonly Shape[] {
  return Array.isArray(shape);
}

function isMap(shape: object): shape is ReadonlyMap<string, Shape> {
  return shape instanceof Map;
}

/** Characters that XML 1.0 cannot hold at all become U+FFFD: no value that is stored here has any. */
function escapeXml(value: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what has to be replaced
  return value.replace(/[&<>"\r]|[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, (character) => {
    switch (character) {
      case '&':
        return '&amp;';
      case '<':
        return '&lt;';
      case '>':
        return '&gt;';
      case '"':
        return '&quot;';
      case '\r':
        return '&#xD;';
      default:
        return '\ufffd';
    }
  });
}
