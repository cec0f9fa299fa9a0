import { describe, expect, test } from 'vitest';
import { createParsedTrees } from './parsed-trees.js';

const body = (id: string): Buffer => Buffer.from(JSON.stringify({ resourceType: 'ValueSet', id }));

describe('what was parsed', () => {
  test('is the same object under the same key, and another under another', () => {
    const trees = createParsedTrees();
    const first = trees.put('1', body('a'));
    expect(trees.put('1', body('a'))).toBe(first);
    expect(trees.get('1')).toBe(first);
    expect(trees.put('2', body('a'))).not.toBe(first);
    expect(trees.get('3')).toBeUndefined();
  });

  test('makes room for what is used more', () => {
    const trees = createParsedTrees(2 * body('a').length);
    const a = trees.put('a', body('a'));
    trees.put('b', body('b'));
    expect(trees.get('a')).toBe(a);
    trees.put('c', body('c'));
    expect(trees.get('a')).toBe(a);
    expect(trees.get('b')).toBeUndefined();
  });

  test('is not kept where it is too large', () => {
    const trees = createParsedTrees(10);
    expect(trees.put('a', body('a'))).toEqual({ resourceType: 'ValueSet', id: 'a' });
    expect(trees.get('a')).toBeUndefined();
  });
});
