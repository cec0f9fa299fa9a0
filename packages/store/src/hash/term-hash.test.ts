import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBigInt } from './sip-hash.js';
import { createTermHash, referenceTerm, type TermForm } from './term-hash.js';

const secret = Buffer.alloc(32, 7);
const term = createTermHash(secret);
const forms: readonly TermForm[] = ['code', 'system', 'uri', 'component'];

describe('term hashes', () => {
  it('are the same for the same secret and differ under another', () => {
    const other = createTermHash(Buffer.alloc(32, 8));
    const again = createTermHash(Buffer.from(secret));
    const key = term.parameter('Patient', 'name');
    expect(again.parameter('Patient', 'name')).toEqual(key);
    expect(other.parameter('Patient', 'name')).not.toEqual(key);
  });

  it('differ by type, parameter, form and value', () => {
    const seen = new Set<bigint>();
    let made = 0;
    for (const type of ['Patient', 'Observation', 'Pat'])
      for (const param of ['code', 'status', 'ientcode'])
        for (const form of forms)
          for (const value of ['', 'a', 'b', 'é', '\ud83d\ude00', 'x'.repeat(500)]) {
            seen.add(toBigInt(term.term(term.parameter(type, param), form, value)));
            made++;
          }
    expect(seen.size).toBe(made);
  });

  it('hashes any text by its UTF-8 bytes, whatever was hashed before', () => {
    const key = term.parameter('Patient', 'identifier');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string(), (text, before) => {
        const fresh = createTermHash(secret).term(key, 'code', text);
        term.term(key, 'uri', before);
        expect(term.term(key, 'code', text)).toEqual(fresh);
      }),
    );
  });

  it('lets a join compute the hash of a reference from the hash of its target', () => {
    const parameter = term.parameter('Observation', 'subject');
    const self = term.reference('Patient/123');
    expect(toBigInt(referenceTerm(parameter, self))).toBe(toBigInt(parameter) ^ toBigInt(self));
  });

  it('has short hashes that are never 0 and survive the emptying of their cache', () => {
    const first = term.short('http://loinc.org');
    for (let i = 0; i < 10_000; i++) expect(term.short(`urn:system:${i}`)).not.toBe(0);
    expect(term.short('http://loinc.org')).toBe(first);
  });
});
