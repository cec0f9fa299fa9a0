import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { typeName, typeNumber, typesByNumber } from './type-number.js';

describe('type numbers', () => {
  it('never change: rows in every database hold them', () => {
    const first = createHash('sha256').update(typesByNumber.slice(0, 146).join('\n')).digest('hex');
    expect(first).toBe('18342ce5738fdafab8ac3b41653c4d33b7ab35ce119d9c6798059228ec454937');
  });

  it.each([
    ['Account', 1],
    ['VisionPrescription', 146],
  ])('gives %s the number %d', (type, number) => {
    expect(typeNumber(type)).toBe(number);
  });

  it('goes both ways, without two of one name', () => {
    expect(new Set(typesByNumber).size).toBe(typesByNumber.length);
    for (const type of typesByNumber) expect(typeName(typeNumber(type)!)).toBe(type);
  });

  it('knows no others', () => {
    for (const type of ['', 'patient', 'constructor', '__proto__']) expect(typeNumber(type)).toBeUndefined();
    expect(() => typeName(0)).toThrow(RangeError);
    expect(() => typeName(9999)).toThrow(RangeError);
  });
});
