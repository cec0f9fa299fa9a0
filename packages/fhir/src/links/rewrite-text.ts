import { endOfString, endOfValue, keyBetween, type JsonText } from '../subset/json-text.js';
import { TextEdits } from '../subset/text-edits.js';
import type { LinkTarget } from './link-target.js';
import { linkMembers, type LinkMember } from './link-structure.js';
import { rewriteNarrative } from './rewrite-narrative.js';

const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const quote = 0x22;

/** Replaces the links in the text of a resource without white space, wherever one may stand. */
export function rewriteText(text: JsonText, type: string, target: LinkTarget): JsonText {
  const edits = new TextEdits();
  rewriteObject(text, 0, linkMembers(type), target, edits);
  return edits.apply(text);
}

/** @returns the offset after the object */
function rewriteObject(
  text: JsonText,
  start: number,
  members: ReadonlyMap<string, LinkMember>,
  target: LinkTarget,
  edits: TextEdits,
): number {
  let at = start + 1;
  if (text.charCodeAt(at) === closeBrace) return at + 1;
  for (;;) {
    const keyEnd = endOfString(text, at);
    const member = members.get(keyBetween(text, at, keyEnd));
    at = rewriteValue(text, keyEnd + 1, member, target, edits);
    if (text.charCodeAt(at) !== comma) return at + 1;
    at++;
  }
}

function rewriteValue(
  text: JsonText,
  at: number,
  member: LinkMember | undefined,
  target: LinkTarget,
  edits: TextEdits,
): number {
  if (member === undefined) return endOfValue(text, at);
  const first = text.charCodeAt(at);
  if (first === openBracket) {
    let item = at + 1;
    if (text.charCodeAt(item) === closeBracket) return item + 1;
    for (;;) {
      item = rewriteValue(text, item, member, target, edits);
      if (text.charCodeAt(item) !== comma) return item + 1;
      item++;
    }
  }
  switch (member.kind) {
    case 'link': {
      const end = endOfValue(text, at);
      if (first !== quote) return end;
      const link = decoded(text.slice(at, end));
      const replaced =
        member.link === 'narrative'
          ? rewriteNarrative(link, (each) => target(each, 'narrative'))
          : target(link, member.link);
      if (replaced !== undefined && replaced !== link) edits.replace(at, end, encoded(replaced));
      return end;
    }
    case 'complex':
      return first === openBrace
        ? rewriteObject(text, at, linkMembers(member.structure), target, edits)
        : endOfValue(text, at);
    case 'resource': {
      const type = first === openBrace ? resourceTypeAt(text, at) : undefined;
      return type === undefined
        ? endOfValue(text, at)
        : rewriteObject(text, at, linkMembers(type), target, edits);
    }
    default:
      return member satisfies never;
  }
}

function resourceTypeAt(text: JsonText, start: number): string | undefined {
  for (let at = start + 1; text.charCodeAt(at) === quote;) {
    const keyEnd = endOfString(text, at);
    const end = endOfValue(text, keyEnd + 1);
    if (keyBetween(text, at, keyEnd) === 'resourceType') return decoded(text.slice(keyEnd + 1, end));
    at = end + 1;
  }
  return undefined;
}

/** A JSON string of one character a byte as the text it means. */
function decoded(json: string): string {
  // Most links are plain: they need no parser.
  if (/^"[ !#-[\]-~]*"$/.test(json)) return json.slice(1, -1);
  return JSON.parse(Buffer.from(json, 'latin1').toString('utf8')) as string;
}

function encoded(text: string): string {
  return Buffer.from(JSON.stringify(text)).toString('latin1');
}
