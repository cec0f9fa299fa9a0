import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { objectClientContract } from '../testing/object-client-contract.js';
import { createEmbeddedObjects, type EmbeddedObjects } from './embedded-objects.js';

let folder: string;
let embedded: EmbeddedObjects;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wellspring-objects-'));
  embedded = await createEmbeddedObjects({ folder });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('the embedded store as an ObjectClient', () => {
  objectClientContract(() => embedded.client());
});
