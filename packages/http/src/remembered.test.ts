import { expect, it } from 'vitest';
import { remembered } from './remembered.js';

it('reads a text once, but neither what cannot be read nor what is long stays', () => {
  const asked: string[] = [];
  const read = remembered((text) => {
    asked.push(text.slice(0, 3));
    return text === 'bad' ? undefined : { text };
  });
  const long = 'l'.repeat(513);
  for (const text of ['a', 'a', 'bad', 'bad', long, long]) read(text);
  expect(asked).toEqual(['a', 'bad', 'bad', 'lll', 'lll']);
  expect(read('a')).toBe(read('a'));
});

it('forgets all when there are too many, and is right all the same', () => {
  const read = remembered((text) => ({ text }));
  const first = read('0');
  for (let number = 1; number <= 1_000; number += 1) expect(read(String(number))!.text).toBe(String(number));
  expect(read('0')).toEqual(first);
  expect(read('0')).not.toBe(first);
});
