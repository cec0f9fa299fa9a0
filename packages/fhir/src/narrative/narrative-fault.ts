import { allowedAttributes, allowedElements, xhtmlNamespace } from './allowed-xhtml.js';

/** What is wrong with a narrative, and which of the two invariants says so. */
export interface NarrativeFault {
  readonly key: 'txt-1' | 'txt-2';
  readonly message: string;
}

const tagName = /[A-Za-z][A-Za-z0-9]*(?=[\s/>])/y;
const attribute = /\s+([A-Za-z_][-\w.]*(?::[A-Za-z_][-\w.]*)?)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const tagEnd = /\s*(\/?)>/y;
/** "there is no support for HTML entities like &nbsp;" (https://hl7.org/fhir/R4/narrative.html#xhtml): XML's five are all. */
const bareAmpersand = /&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)/;
const notBlank = /[^\s\u00a0]/;
// Browsers pass over control characters and white space in a scheme.
// eslint-disable-next-line no-control-regex
const noSchemePart = /[\u0000-\u0020]/g;
const runnable = /^(?:javascript|vbscript|data:text\/html)/i;
const runnableStyle = /expression\s*\(|javascript:|@import|behaviou?r\s*:/i;

function fault(message: string): NarrativeFault {
  return { key: 'txt-1', message };
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 40));
}

function entityFault(text: string): string | undefined {
  return bareAmpersand.test(text) ? 'has an ampersand that is no character reference of XML' : undefined;
}

function attributeFault(element: string, name: string, value: string): string | undefined {
  if (!allowedAttributes.has(name))
    return `has the attribute ${shown(name)} on <${element}>, which is not allowed`;
  if (
    (name === 'href' || name === 'src' || name === 'longdesc' || name === 'cite') &&
    runnable.test(value.replaceAll(noSchemePart, ''))
  )
    return `has a script as ${name} of <${element}>`;
  if (name === 'style' && runnableStyle.test(value))
    return `has a style of <${element}> that runs or loads something`;
  if (name === 'xmlns' && value !== xhtmlNamespace)
    return `has the namespace ${shown(value)}, not ${xhtmlNamespace}`;
  return entityFault(value);
}

/** One reading of a narrative from its first character to its last. */
class NarrativeScan {
  #at = 0;
  #hasContent = false;
  #hasRoot = false;
  readonly #open: string[] = [];

  constructor(readonly text: string) {}

  run(): NarrativeFault | undefined {
    const { text } = this;
    while (this.#at < text.length) {
      const next = text.indexOf('<', this.#at);
      const end = next < 0 ? text.length : next;
      const message = this.#takeText(end) ?? (next < 0 ? undefined : this.#takeMarkup(next));
      if (message !== undefined) return fault(message);
    }
    if (this.#open.length > 0) return fault(`is not well-formed: <${this.#open.at(-1)!}> is not closed`);
    return this.#hasContent
      ? undefined
      : { key: 'txt-2', message: 'has no content: text or an image is needed' };
  }

  #takeText(end: number): string | undefined {
    if (end === this.#at) return undefined;
    const text = this.text.slice(this.#at, end);
    this.#at = end;
    const isContent = notBlank.test(text);
    if (this.#open.length === 0) return isContent ? 'has text outside its <div>' : undefined;
    if (isContent) this.#hasContent = true;
    return entityFault(text);
  }

  #takeMarkup(at: number): string | undefined {
    const { text } = this;
    if (text.startsWith('<!--', at)) return this.#skipTo('-->', at + 4, 'a comment');
    if (text.startsWith('<![CDATA[', at) && this.#open.length > 0) {
      this.#hasContent = true;
      return this.#skipTo(']]>', at + 9, 'a CDATA section');
    }
    return text[at + 1] === '/' ? this.#takeEnd(at + 2) : this.#takeStart(at + 1);
  }

  #skipTo(mark: string, from: number, what: string): string | undefined {
    const end = this.text.indexOf(mark, from);
    if (end < 0) return `is not well-formed: ${what} does not end`;
    this.#at = end + mark.length;
    return undefined;
  }

  #takeEnd(at: number): string | undefined {
    const end = this.text.indexOf('>', at);
    const name = end < 0 ? '' : this.text.slice(at, end).trimEnd();
    const open = this.#open.pop();
    if (name !== open)
      return `is not well-formed: </${name.slice(0, 40)}> closes ${open === undefined ? 'nothing' : `<${open}>`}`;
    this.#at = end + 1;
    return undefined;
  }

  #takeStart(at: number): string | undefined {
    tagName.lastIndex = at;
    const name = tagName.exec(this.text)?.[0];
    if (name === undefined) return `is not well-formed at ${shown(this.text.slice(at - 1, at + 20))}`;
    if (this.#open.length === 0) {
      if (this.#hasRoot || name !== 'div') return 'is not one <div>';
      this.#hasRoot = true;
    }
    if (!allowedElements.has(name)) return `has the element ${shown(name)}, which is not allowed`;
    this.#at = at + name.length;
    const message = this.#takeAttributes(name);
    if (message !== undefined) return message;
    tagEnd.lastIndex = this.#at;
    const end = tagEnd.exec(this.text);
    if (end === null) return `is not well-formed: the attributes of <${name}>`;
    this.#at = tagEnd.lastIndex;
    if (end[1] === '') this.#open.push(name);
    return undefined;
  }

  #takeAttributes(element: string): string | undefined {
    const seen: string[] = [];
    for (;;) {
      attribute.lastIndex = this.#at;
      const [whole, name, double, single] = attribute.exec(this.text) ?? [];
      if (whole === undefined || name === undefined) break;
      this.#at += whole.length;
      if (seen.includes(name)) return `is not well-formed: <${element}> has ${name} twice`;
      seen.push(name);
      if (element === 'img' && name === 'src') this.#hasContent = true;
      const message = attributeFault(element, name, double ?? single ?? '');
      if (message !== undefined) return message;
    }
    if (this.#open.length === 0 && !seen.includes('xmlns'))
      return `is not in the namespace ${xhtmlNamespace}`;
    return undefined;
  }
}

/**
 * What is wrong with the XHTML of a narrative; undefined for a good one. It has to be one well-formed `<div>` of the
 * elements and attributes that FHIR allows: no scripts, forms, frames or objects, no event handlers.
 * @see https://hl7.org/fhir/R4/narrative.html
 * @example narrativeFault('<div xmlns="http://www.w3.org/1999/xhtml"><script/></div>')?.key // 'txt-1'
 */
export function narrativeFault(text: string): NarrativeFault | undefined {
  return new NarrativeScan(text).run();
}
