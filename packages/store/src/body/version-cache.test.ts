import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredVersion } from '../read/stored-version.js';
import { createVersionCaches } from './version-cache.js';

const kib = 1024;

function version(vid: bigint, size: number, text = vid.toString()): StoredVersion {
  return {
    type: 'Patient',
    id: `p${vid}`,
    version: 1,
    vid,
    lastUpdated: '2024-01-31T10:11:12.345Z',
    method: 'update',
    body: Buffer.from(text.repeat(Math.ceil(size / text.length)).slice(0, size)),
  };
}

describe('version cache', () => {
  it('gives what was set, whatever becomes of the buffer that was set', () => {
    const cache = createVersionCaches().forStore();
    const given = version(1n, 500);
    cache.set(given);
    given.body!.fill(0);
    expect(cache.get(1n)).toEqual(version(1n, 500));
    expect(cache.get(2n)).toBeUndefined();
  });

  it('keeps deletes, which have no body', () => {
    const cache = createVersionCaches().forStore();
    const deleted: StoredVersion = {
      type: 'Patient',
      id: 'p3',
      version: 2,
      vid: 3n,
      lastUpdated: '2024-01-31T10:11:12.345Z',
      method: 'delete',
    };
    cache.set(deleted);
    expect(cache.get(3n)).toEqual(deleted);
  });

  it('does not show a data store the versions of another', () => {
    const caches = createVersionCaches();
    const [one, other] = [caches.forStore(), caches.forStore()];
    one.set(version(1n, 100, 'one'));
    expect(other.get(1n)).toBeUndefined();
    other.set(version(1n, 100, 'other'));
    expect(one.get(1n)).toEqual(version(1n, 100, 'one'));
  });

  it('holds no more than it may, of all data stores together', () => {
    const bytes = 512 * kib;
    const caches = createVersionCaches({ bytes });
    const stores = [caches.forStore(), caches.forStore()];
    for (let vid = 0n; vid < 3000n; vid += 1n) stores[Number(vid % 2n)]!.set(version(vid, 200));
    expect(caches.bytes()).toBeLessThanOrEqual(bytes);
    expect(stores[0]!.get(0n)).toBeUndefined();
    expect(stores[1]!.get(2999n)).toEqual(version(2999n, 200));
    const known = Array.from({ length: 3000 }, (_, vid) => stores[vid % 2]!.get(BigInt(vid))).filter(Boolean);
    expect(known.length * 200).toBeLessThanOrEqual(bytes);
    expect(known.length).toBeGreaterThan(300);
  });

  it('keeps what is asked for again and again', () => {
    const cache = createVersionCaches({ bytes: 512 * kib }).forStore();
    cache.set(version(1_000_000n, 300));
    for (let vid = 0n; vid < 5000n; vid += 1n) {
      cache.set(version(vid, 200));
      if (vid % 100n === 0n) expect(cache.get(1_000_000n)).toEqual(version(1_000_000n, 300));
    }
  });

  it('copies nothing anew as long as all fits', () => {
    const cache = createVersionCaches({ bytes: 512 * kib }).forStore();
    const vids = Array.from({ length: 600 }, (_, vid) => BigInt(vid));
    for (const vid of vids) cache.set(version(vid, 200));
    const first = vids.map((vid) => cache.get(vid));
    expect(first.every((each) => each !== undefined)).toBe(true);
    for (let round = 0; round < 3; round += 1)
      for (const vid of vids) {
        cache.set(version(vid, 200));
        expect(cache.get(vid)).toBe(first[Number(vid)]);
        expect(cache.latest('Patient', `p${vid}`)).toBe(first[Number(vid)]);
      }
  });

  it('goes on where all of it is asked for again and again and more comes', () => {
    const caches = createVersionCaches({ bytes: 512 * kib });
    const cache = caches.forStore();
    for (let vid = 0n; vid < 5000n; vid += 1n) {
      cache.set(version(vid, 200));
      const asked = [0n, 300n, 600n, 900n].map((back) => cache.get(vid - back));
      const known = asked.flatMap((each) => (each === undefined ? [] : [each]));
      if (known.some((each) => !each.body!.equals(version(each.vid, 200).body!)))
        throw new Error(`A wrong body at ${vid}`);
    }
    expect(caches.bytes()).toBeLessThanOrEqual(512 * kib);
    expect(cache.get(4999n)).toEqual(version(4999n, 200));
  });

  it('leaves bodies that were given away as they are', () => {
    const cache = createVersionCaches({ bytes: 512 * kib }).forStore();
    cache.set(version(1_000_000n, 300));
    const held = cache.get(1_000_000n);
    for (let vid = 0n; vid < 5000n; vid += 1n) cache.set(version(vid, 200));
    expect(cache.get(1_000_000n)).toBeUndefined();
    expect(held).toEqual(version(1_000_000n, 300));
  });

  it('passes over a body that is too large for it, and everything where it has no room', () => {
    const cache = createVersionCaches({ bytes: 256 * kib }).forStore();
    cache.set(version(1n, 4 * kib));
    expect(cache.get(1n)).toBeUndefined();
    const none = createVersionCaches({ bytes: 0 });
    const store = none.forStore();
    store.set(version(1n, 10));
    expect([store.get(1n), none.bytes()]).toEqual([undefined, 0]);
  });

  it('knows the latest version of a resource that is here, of its own data store', () => {
    const caches = createVersionCaches({ bytes: 512 * kib });
    const [cache, other] = [caches.forStore(), caches.forStore()];
    const second: StoredVersion = { ...version(7n, 200), id: 'p1', version: 2 };
    cache.set(second);
    cache.set(version(1n, 200));
    other.set({ ...version(9n, 200), id: 'p1', version: 3 });
    expect(cache.latest('Patient', 'p1')).toEqual(second);
    expect([cache.latest('Group', 'p1'), cache.latest('Patient', 'p7')]).toEqual([undefined, undefined]);
    for (let vid = 1000n; vid < 5000n; vid += 1n) cache.set(version(vid, 200));
    expect([cache.latest('Patient', 'p1'), cache.latest('Patient', 'p1000')]).toEqual([undefined, undefined]);
    expect(cache.latest('Patient', 'p4999')).toEqual(version(4999n, 200));
  });

  it('keeps the latest of what is read again and again', () => {
    const cache = createVersionCaches({ bytes: 512 * kib }).forStore();
    cache.set(version(1_000_000n, 300));
    for (let vid = 0n; vid < 5000n; vid += 1n) {
      cache.set(version(vid, 200));
      if (vid % 100n === 0n) expect(cache.latest('Patient', 'p1000000')).toEqual(version(1_000_000n, 300));
    }
  });

  it('never gives another version than the one that was asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 60n }), fc.nat(700)), { maxLength: 400 }),
        (steps) => {
          const cache = createVersionCaches({ bytes: 512 * kib }).forStore();
          const sizes = new Map<bigint, number>();
          for (const [write, vid, size] of steps) {
            if (write) {
              cache.set(version(vid, sizes.get(vid) ?? size));
              sizes.set(vid, sizes.get(vid) ?? size);
            } else {
              const found = cache.get(vid);
              if (found) expect(found).toEqual(version(vid, sizes.get(vid)!));
            }
          }
        },
      ),
    );
  });
});
