import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSealer } from './sealer.js';

const sealer = createSealer(randomBytes(32));

test('what was sealed opens again', () => {
  const sealed = sealer.seal('test', 'wJalrXUtnFEMI/Ünïcode');
  expect(sealed).toMatch(/^[\w-]+$/);
  expect(sealer.open('test', sealed)?.toString()).toBe('wJalrXUtnFEMI/Ünïcode');
});

test('the same text is sealed differently every time', () => {
  expect(sealer.seal('test', 'x')).not.toBe(sealer.seal('test', 'x'));
});

test('another key, another purpose, a changed or cut text do not open', () => {
  const sealed = sealer.seal('test', 'secret');
  expect(createSealer(randomBytes(32)).open('test', sealed)).toBeUndefined();
  expect(sealer.open('other', sealed)).toBeUndefined();
  for (let at = 0; at < sealed.length; at += 1) {
    const other = sealed[at] === 'A' ? 'B' : 'A';
    expect(sealer.open('test', sealed.slice(0, at) + other + sealed.slice(at + 1))).toBeUndefined();
    expect(sealer.open('test', sealed.slice(0, at))).toBeUndefined();
  }
});

test('an empty text can be sealed', () => {
  expect(sealer.open('test', sealer.seal('test', ''))).toEqual(Buffer.alloc(0));
});

test('keys of other uses differ by purpose, and stay the same', () => {
  expect(sealer.derive('a')).toEqual(sealer.derive('a'));
  expect(sealer.derive('a')).not.toEqual(sealer.derive('b'));
  expect(sealer.derive('a')).toHaveLength(32);
});

test('a master key of another length is refused', () => {
  expect(() => createSealer(Buffer.alloc(16))).toThrow(RangeError);
});
