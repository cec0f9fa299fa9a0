import { positionOf } from './json-position.js';

const escapes = new Set('"\\/bfnrt');
const unicodeEscape = /^[0-9a-fA-F]{4}$/;
const highSurrogate = /^[dD][89abAB]/;
const lowSurrogate = /^[dD][c-fC-F]/;
const numberForm = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

/** Thrown inside this file only: the way out of the recursion. */
class Fault extends Error {}

/**
 * Reads a document slowly and strictly to say what is wrong with it: the first syntax error, level
 * too deep, duplicate key or lone surrogate, with its place. `parseResource` asks it only once it
 * knows that something is wrong, so the fast path need not know where it is.
 */
class StrictReader {
  #at = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly maxDepth: number,
  ) {}

  document(): void {
    this.#value('', 0);
    this.#skipWhiteSpace();
    if (this.#at < this.bytes.length) this.#fail(`${this.#seen()} after the end of the document`);
  }

  #fail(message: string, at = this.#at): never {
    throw new Fault(`${message} (${positionOf(this.bytes, at)})`);
  }

  /** The next character, for a message. */
  #seen(): string {
    const lead = this.bytes[this.#at];
    if (lead === undefined) return 'the document ends';
    if (lead < 0x20 || lead === 0x7f)
      return `control character U+00${lead.toString(16).padStart(2, '0').toUpperCase()}`;
    const [character] = this.bytes.toString('utf8', this.#at, this.#at + 4);
    return `unexpected ${JSON.stringify(character)}`;
  }

  #skipWhiteSpace(): void {
    for (;;) {
      const byte = this.bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.#at++;
    }
  }

  #next(): string {
    this.#skipWhiteSpace();
    const byte = this.bytes[this.#at];
    return byte === undefined ? '' : String.fromCharCode(byte);
  }

  #value(path: string, depth: number): void {
    switch (this.#next()) {
      case '{':
        this.#object(path, this.#deeper(path, depth));
        return;
      case '[':
        this.#array(path, this.#deeper(path, depth));
        return;
      case '"':
        this.#string(path);
        return;
      default:
        this.#scalar(path);
    }
  }

  #deeper(path: string, depth: number): number {
    if (depth === this.maxDepth) {
      this.#fail(`nested deeper than ${this.maxDepth} levels, at ${shortened(path)}`);
    }
    this.#at++;
    return depth + 1;
  }

  #object(path: string, depth: number): void {
    const keys = new Set<string>();
    if (this.#next() === '}') {
      this.#at++;
      return;
    }
    for (;;) {
      if (this.#next() !== '"')
        this.#fail(`${this.#seen()} where a key in double quotes should be${within(path)}`);
      const keyAt = this.#at;
      const key = this.#string(path);
      if (keys.has(key)) this.#fail(`duplicate key ${shortened(JSON.stringify(key))}${within(path)}`, keyAt);
      keys.add(key);
      const member = path === '' ? key : `${path}.${key}`;
      if (this.#next() !== ':') this.#fail(`${this.#seen()} where ":" should be after ${shortened(member)}`);
      this.#at++;
      this.#value(member, depth);
      const separator = this.#next();
      if (separator !== ',' && separator !== '}') {
        this.#fail(`${this.#seen()} where "," or "}" should be after ${shortened(member)}`);
      }
      this.#at++;
      if (separator === '}') return;
    }
  }

  #array(path: string, depth: number): void {
    if (this.#next() === ']') {
      this.#at++;
      return;
    }
    for (let index = 0; ; index++) {
      const item = `${path}[${index}]`;
      this.#value(item, depth);
      const separator = this.#next();
      if (separator !== ',' && separator !== ']') {
        this.#fail(`${this.#seen()} where "," or "]" should be after ${shortened(item)}`);
      }
      this.#at++;
      if (separator === ']') return;
    }
  }

  #string(path: string): string {
    const start = this.#at++;
    for (;;) {
      const byte = this.bytes[this.#at];
      if (byte === undefined) this.#fail(`the document ends inside a string${within(path)}`);
      if (byte < 0x20) this.#fail(`${this.#seen()} inside a string${within(path)}: it has to be escaped`);
      if (byte === 0x5c) {
        this.#escape(path);
        continue;
      }
      this.#at++;
      if (byte === 0x22) return JSON.parse(this.bytes.toString('utf8', start, this.#at)) as string;
    }
  }

  #escape(path: string): void {
    const letter = String.fromCharCode(this.bytes[this.#at + 1] ?? 0);
    if (escapes.has(letter)) {
      this.#at += 2;
      return;
    }
    const digits = this.#unicodeDigits(this.#at);
    if (digits === undefined) this.#fail(`"\\" begins no escape that JSON knows${within(path)}`);
    if (highSurrogate.test(digits) && lowSurrogate.test(this.#unicodeDigits(this.#at + 6) ?? '')) {
      this.#at += 12;
      return;
    }
    if (highSurrogate.test(digits) || lowSurrogate.test(digits)) {
      this.#fail(`lone surrogate \\u${digits}${within(path)}: it is half of a character`);
    }
    this.#at += 6;
  }

  /** The four digits of a unicode escape that stands at `at`. */
  #unicodeDigits(at: number): string | undefined {
    if (this.bytes[at] !== 0x5c || this.bytes[at + 1] !== 0x75) return undefined;
    const digits = this.bytes.toString('latin1', at + 2, at + 6);
    return unicodeEscape.test(digits) ? digits : undefined;
  }

  #scalar(path: string): void {
    const start = this.#at;
    let end = start;
    while (end < this.bytes.length && /[-+.0-9A-Za-z]/.test(String.fromCharCode(this.bytes[end]!))) end++;
    if (end === start) this.#fail(`${this.#seen()} where a value should be${within(path)}`);
    const text = this.bytes.toString('latin1', start, end);
    if (text !== 'true' && text !== 'false' && text !== 'null' && !numberForm.test(text)) {
      this.#fail(`${shortened(text)} is not a JSON value${within(path)}`);
    }
    this.#at = end;
  }
}

function within(path: string): string {
  return path === '' ? '' : ` in ${shortened(path)}`;
}

function shortened(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 60)}...${text.slice(-37)}`;
}

/**
 * What is wrong with a document in valid UTF-8, in words with line and column; undefined if it is
 * one well-formed JSON document with unique keys, whole characters, and no more levels than allowed.
 */
export function findJsonFault(bytes: Buffer, maxDepth: number): string | undefined {
  try {
    new StrictReader(bytes, maxDepth).document();
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
}
