import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { readSettings } from '../configuration/read-settings.js';
import { createAdmission } from './admission.js';
import { createLanes } from './lanes.js';

const never = new AbortController().signal;
const client = { signal: () => never, cut: () => undefined };
const MIB = 1024 * 1024;

function admissionWith(settings: Readonly<Record<string, string>>) {
  return createAdmission(createLanes(readSettings({ WELLSPRING_WAITING_MS: '20', ...settings })));
}

const answerOf = (body: string | Buffer | Readable) => ({ status: 200, headers: {}, body });

it('takes no turn before it is known whose it is, nor before the body is there', async () => {
  const admission = admissionWith({});
  const load = admission.open('write', client);
  await load.hold(100);
  await load.held(100);
  expect(admission.figures().work.write.atOnce).toBe(0);
  expect(admission.figures().memory.smallBodies.bytes).toBe(100);
  await load.admitted(false);
  expect(admission.figures().work.write.atOnce).toBe(0);
  await load.held(100);
  expect(admission.figures().work.write.atOnce).toBe(1);
});

it('gives the turn back when the answer is made, and the rest when it is sent', async () => {
  const admission = admissionWith({});
  const load = admission.open('write', client);
  await load.hold(2 * MIB);
  await load.held(MIB);
  await load.admitted(true);
  expect(admission.figures().memory.largeBodies.bytes).toBe(MIB);
  load.made(answerOf('x'.repeat(1_000)));
  const made = admission.figures();
  expect([made.work.write.atOnce, made.memory.largeBodies.bytes, made.memory.answers.bytes]).toEqual([
    0, 0, 1_000,
  ]);
  load.close();
  expect(admission.figures().memory.answers.bytes).toBe(0);
});

it('holds a file until it is sent', async () => {
  const admission = admissionWith({});
  const load = admission.open('object', client);
  await load.admitted(false);
  load.made(answerOf(Readable.from(['x'])));
  expect(admission.figures().work.object.atOnce).toBe(1);
  load.close();
  expect(admission.figures().work.object.atOnce).toBe(0);
});

it('bounds the bodies of all requests together, and keeps room for small ones', async () => {
  const admission = admissionWith({ WELLSPRING_BODY_MEMORY_BYTES: String(8 * MIB) });
  const large = admission.open('bundle', client);
  await large.hold(5 * MIB);
  await expect(admission.open('bundle', client).hold(2 * MIB)).rejects.toMatchObject({
    code: 'overloaded',
  });
  await admission.open('write', client).hold(MIB);
  large.close();
  await admission.open('bundle', client).hold(2 * MIB);
});

it('makes fewer answers at a time where they are large, until they are small again', async () => {
  const admission = admissionWith({ WELLSPRING_ANSWER_MEMORY_BYTES: String(10 * MIB) });
  const search = async (bytes: number) => {
    const load = admission.open('search', client);
    await load.admitted(true);
    load.answers(bytes);
    load.made(answerOf('x'));
    return load;
  };
  (await search(8 * MIB)).close();
  const one = admission.open('search', client);
  await one.admitted(true);
  await expect(admission.open('search', client).admitted(true)).rejects.toMatchObject({
    code: 'overloaded',
  });
  // Others are as they were.
  await admission.open('read', client).admitted(true);
  one.close();
  for (let small = 0; small < 120; small += 1) (await search(100)).close();
  for (let many = 0; many < 20; many += 1) await admission.open('search', client).admitted(true);
});

it('gives back what comes when the client is gone', async () => {
  const admission = admissionWith({ WELLSPRING_SEARCHES_AT_ONCE: '1' });
  const first = admission.open('search', client);
  await first.admitted(true);
  const second = admission.open('search', client);
  const waiting = second.admitted(true);
  second.close();
  first.close();
  await waiting;
  expect(admission.figures().work.search.atOnce).toBe(0);
  expect(admission.figures().memory.answers.bytes).toBe(0);
});

it('holds nothing for a client that is gone, whatever comes of its request', async () => {
  const admission = admissionWith({});
  const load = admission.open('write', client);
  load.close();
  await load.hold(100);
  await load.held(100);
  await load.admitted(true);
  load.made(answerOf(Buffer.alloc(MIB)));
  const { work, memory } = admission.figures();
  expect([work.write.atOnce, memory.smallBodies.bytes, memory.answers.bytes]).toEqual([0, 0, 0]);
});

it('keeps Bundles apart whose bodies are too large together', async () => {
  const admission = admissionWith({ WELLSPRING_MAX_BUNDLE_BYTES: String(4 * MIB) });
  const enter = async (bytes: number) => {
    const load = admission.open('bundle', client);
    await load.admitted(false);
    await load.hold(bytes);
    let isIn = false;
    const entering = load.held(bytes).then(() => {
      isIn = true;
    });
    await new Promise(setImmediate);
    return { load, entering, isIn: () => isIn };
  };
  const first = await enter(3 * MIB);
  const second = await enter(2 * MIB);
  expect([first.isIn(), second.isIn()]).toEqual([true, false]);
  first.load.close();
  await second.entering;
});
