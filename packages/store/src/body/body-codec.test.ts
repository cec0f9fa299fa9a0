import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBody, encodeBody } from './body-codec.js';
import { frozenCodes } from './frozen-codes.js';

const dictionary = readFileSync(new URL('../../dictionary/v1.bin', import.meta.url));

describe('body codec', () => {
  it('has a dictionary that never changes: every database was written with it', () => {
    expect(createHash('sha256').update(dictionary).digest('hex')).toBe(
      'a2516fdca1768e4cf242183c33d1c7e296786e619aee02c9606277440482dac1',
    );
  });

  it('gives back every body', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        const body = Buffer.from(bytes);
        expect(decodeBody(encodeBody(body)).equals(body)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(decodeBody(encodeBody(Buffer.from(json))).toString()).toBe(json);
      }),
    );
  });

  it('has codes that never change, likewise', () => {
    const { header, start, literals, distances } = frozenCodes;
    const hash = createHash('sha256').update(header).update(JSON.stringify(start));
    for (const { codes, lengths } of [literals, distances]) hash.update(codes).update(lengths);
    expect(hash.digest('hex')).toBe('c80c5654a352d803ef3949f9a0052d28e0bf4d97bf7bada3c2869eac409d4873');
  });

  it('reads bodies with the fixed codes, as older programs wrote them', () => {
    for (const size of [100, 800, 1900]) {
      const body = Buffer.from(`{"resourceType":"Basic","text":"${randomBytes(size).toString('hex')}"}`);
      const deflated = deflateRawSync(body, { dictionary, strategy: constants.Z_FIXED });
      expect(decodeBody(Buffer.concat([Buffer.of(1), deflated]))).toEqual(body);
    }
  });

  it('is read with nothing but zlib by whoever has the dictionary and the header', () => {
    const body = Buffer.from(`{"resourceType":"Basic","id":"a","text":"${randomBytes(40).toString('hex')}"}`);
    const stored = encodeBody(body);
    expect(stored[0]).toBe(2);
    const deflated = Buffer.concat([frozenCodes.header, stored.subarray(1)]);
    expect(inflateRawSync(deflated, { dictionary })).toEqual(body);
  });

  it('reads bodies with codes of their own, as older programs and large resources have them', () => {
    for (const size of [100, 800, 8000]) {
      const body = Buffer.from(`{"resourceType":"Basic","text":"${randomBytes(size).toString('hex')}"}`);
      const deflated = deflateRawSync(body, { level: 6, memLevel: 5, dictionary });
      expect(decodeBody(Buffer.concat([Buffer.of(1), deflated]))).toEqual(body);
      expect(decodeBody(encodeBody(body))).toEqual(body);
    }
  });

  it('makes a FHIR resource small', () => {
    const body = Buffer.from(
      JSON.stringify({
        resourceType: 'Observation',
        id: 'b9dc1a43-3b44-4d1c-8c5f-1d9f6c4d5a01',
        meta: {},
        status: 'final',
        category: [
          {
            coding: [
              {
                system: 'http://terminology.hl7.org/CodeSystem/observation-category',
                code: 'vital-signs',
                display: 'vital-signs',
              },
            ],
          },
        ],
        code: { coding: [{ system: 'http://loinc.org', code: '8302-2', display: 'Body Height' }] },
        subject: { reference: 'Patient/0f3d6d4e-8b50-4a6a-9a3e-9a7a43d3f0c2' },
        effectiveDateTime: '2011-03-04',
        valueQuantity: { value: 170.5, unit: 'cm', system: 'http://unitsofmeasure.org', code: 'cm' },
      }),
    );
    expect(encodeBody(body).length).toBeLessThan(body.length / 3);
  });

  it('never grows by more than the byte that names the codec', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(encodeBody(Buffer.from(bytes)).length).toBeLessThanOrEqual(bytes.length + 1);
      }),
    );
  });

  it.each([
    ['an unknown codec', Buffer.of(9, 1, 2)],
    ['nothing', Buffer.alloc(0)],
    ['broken deflate', Buffer.of(1, 0xff, 0xff, 0xff)],
    [
      'a block that is cut off',
      encodeBody(Buffer.from(JSON.stringify({ resourceType: 'Basic' }).repeat(9))).subarray(0, -1),
    ],
    ['a block that is none', Buffer.of(2, 0xff, 0xff, 0xff)],
  ])('refuses %s', (_, stored) => {
    expect(() => decodeBody(stored)).toThrow();
  });
});
