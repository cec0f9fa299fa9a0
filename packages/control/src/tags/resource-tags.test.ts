import { describe, expect, it } from 'vitest';
import { createResourceTags } from './resource-tags.js';

const id = '0123456789abcdef0123456789abcdef';

function tagsOver(answers: readonly (readonly (readonly [string, string])[] | Error)[]) {
  const asked: string[] = [];
  let at = 0;
  const table = {
    list: (dataStoreId: string) => {
      const answer = answers[Math.min(asked.push(dataStoreId), answers.length) - 1]!;
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve(answer.map(([Key, Value]) => ({ Key, Value })));
    },
  };
  const tags = createResourceTags(table, () => at);
  return { tags, asked, wait: (ms: number) => (at += ms) };
}

describe('the tags of a data store, for policies', () => {
  it('are condition keys', async () => {
    const { tags } = tagsOver([
      [
        ['team', 'a'],
        ['Cost Center', ''],
      ],
    ]);
    expect(await tags.conditionKeys(id)).toEqual({
      'aws:ResourceTag/team': 'a',
      'aws:ResourceTag/Cost Center': '',
    });
  });

  it('are read once a second, however many ask at once', async () => {
    const { tags, asked, wait } = tagsOver([[['v', '1']], [['v', '2']]]);
    const first = await Promise.all([1, 2, 3].map(() => tags.conditionKeys(id)));
    expect(first.map((keys) => keys['aws:ResourceTag/v'])).toEqual(['1', '1', '1']);
    wait(899);
    expect(await tags.conditionKeys(id)).toEqual({ 'aws:ResourceTag/v': '1' });
    expect(asked).toHaveLength(1);
    wait(1);
    expect(await tags.conditionKeys(id)).toEqual({ 'aws:ResourceTag/v': '2' });
  });

  it('are read again at once where they were changed', async () => {
    const { tags } = tagsOver([[['v', '1']], [['v', '2']]]);
    const before = tags.conditionKeys(id);
    tags.forget(id);
    expect(await tags.conditionKeys(id)).toEqual({ 'aws:ResourceTag/v': '2' });
    expect(await before).toEqual({ 'aws:ResourceTag/v': '1' });
    expect(await tags.conditionKeys(id)).toEqual({ 'aws:ResourceTag/v': '2' });
  });

  it('are asked for again after a failure', async () => {
    const { tags } = tagsOver([new Error('no database'), [['v', '1']]]);
    await expect(tags.conditionKeys(id)).rejects.toThrow('no database');
    expect(await tags.conditionKeys(id)).toEqual({ 'aws:ResourceTag/v': '1' });
  });

  it.each(['', 'x', id.toUpperCase(), `${id}0`, '*'])('are none for %j, which is no id', async (other) => {
    const { tags, asked } = tagsOver([[['v', '1']]]);
    expect(await tags.conditionKeys(other)).toEqual({});
    expect(asked).toEqual([]);
  });

  it('are kept of so many data stores only', async () => {
    const { tags, asked } = tagsOver([[]]);
    const nth = (n: number) => n.toString(16).padStart(32, '0');
    for (let n = 0; n <= 1_000; n++) await tags.conditionKeys(nth(n));
    await tags.conditionKeys(nth(1_000));
    expect(asked).toHaveLength(1_001);
    await tags.conditionKeys(nth(0));
    expect(asked).toHaveLength(1_002);
  });
});
