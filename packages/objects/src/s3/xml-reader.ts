import { WellspringError } from '@wellspring/errors';
import { XMLParser } from 'fast-xml-parser';
import { readVerifiedBody } from './announced-digests.js';
import type { S3Call } from './s3-call.js';

/** An element of a request's XML body. */
export interface XmlElement {
  /** The text inside, with references resolved; empty where there are elements inside. */
  readonly text: string;
  /** The elements of that name directly inside. */
  all(name: string): readonly XmlElement[];
  /** The text of the first element of that name directly inside. */
  textOf(name: string): string | undefined;
}

/**
 * The longest bodies are a completion of 10,000 parts with checksums, about 2 MB, and a deletion of
 * 1000 keys of 1024 bytes with every character escaped, about 6 MB.
 */
const maxXmlBytes = 8 * 1024 ** 2;

/** 10,000 parts of number, ETag and a checksum have 80,000 tags. */
const maxTags = 100_000;
/** A tag with its attributes, a comment, or a key in a CDATA section. */
const maxTagLength = 4096;

/** Entities stay off: of a request's own ones none is ever expanded; the five of XML are resolved below. */
const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  isArray: () => true,
});

/**
 * Reads the XML body of a request.
 *
 * @param root the name its root element must have
 * @throws WellspringError `malformed-xml`, `body-too-large`, `bad-digest`, `invalid-digest`
 */
export async function readXmlBody(call: S3Call, root: string): Promise<XmlElement> {
  return parseXml(await readVerifiedBody(call, maxXmlBytes), root);
}

/** @throws WellspringError `malformed-xml` */
export function parseXml(bytes: Uint8Array, root: string): XmlElement {
  let document: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.includes('<!DOCTYPE')) throw new Error('A document type is not allowed');
    if (!isModest(text)) throw new Error('There are more or longer tags than any request needs');
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- without it what is not well-formed is read all the same
    document = parser.parse(text, true);
  } catch (error) {
    throw malformedXml({ cause: error });
  }
  const [found, ...others] = childrenOf(document, root);
  if (found === undefined || others.length > 0) throw malformedXml();
  return found;
}

/**
 * Parsing takes some 10 microseconds a tag, and longer the longer a tag or the deeper it stands, in
 * which no other request is served; so what no request needs does not get to the parser.
 */
function isModest(text: string): boolean {
  let tags = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    const end = text.indexOf('>', at);
    if ((tags += 1) > maxTags || end < 0 || end - at > maxTagLength) return false;
  }
  return true;
}

export function malformedXml(options?: ErrorOptions): WellspringError {
  return new WellspringError(
    'malformed-xml',
    'The XML you provided was not well-formed or did not validate against our published schema',
    options,
  );
}

function wrap(value: unknown): XmlElement {
  return {
    text: textIn(value),
    all: (name) => childrenOf(value, name),
    textOf: (name) => childrenOf(value, name)[0]?.text,
  };
}

function childrenOf(value: unknown, name: string): XmlElement[] {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return [];
  const found = (value as Record<string, unknown>)[name];
  return Array.isArray(found) ? found.map(wrap) : [];
}

function textIn(value: unknown): string {
  if (typeof value === 'string') return resolveReferences(value);
  if (Array.isArray(value)) return value.map(textIn).join('');
  if (typeof value === 'object' && value !== null && '#text' in value) return textIn(value['#text']);
  return '';
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function resolveReferences(text: string): string {
  return text.replace(/&([^;&]{0,10});?/g, (whole, name: string) => {
    const character = /^#x[0-9a-f]+$/i.test(name)
      ? codePoint(parseInt(name.slice(2), 16))
      : /^#[0-9]+$/.test(name)
        ? codePoint(parseInt(name.slice(1), 10))
        : named[name];
    if (character === undefined || !whole.endsWith(';')) throw malformedXml();
    return character;
  });
}

function codePoint(code: number): string | undefined {
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
    ? String.fromCodePoint(code)
    : undefined;
}
