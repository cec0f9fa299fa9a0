import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { inputCheck } from '../constraints/check-input.js';
import { loadServiceModel } from './service-model.js';

describe('the service model', () => {
  it('has the 26 operations of 2026-10', () => {
    expect(Object.keys(loadServiceModel().operations)).toHaveLength(26);
  });

  it('is what the generated types were made of', async () => {
    const generator = fileURLToPath(new URL('../../model/generate-shapes.mjs', import.meta.url));
    await promisify(execFile)(process.execPath, [generator, '--check']);
  });

  it('has only patterns that compile', () => {
    // Every shape of every input is compiled here, and a pattern that ECMAScript cannot read throws.
    inputCheck(loadServiceModel());
    for (const [name, shape] of Object.entries(loadServiceModel().shapes))
      if (shape.type === 'string' && shape.pattern !== undefined)
        expect(() => new RegExp(`^(?:${shape.pattern!})$`, 'u'), name).not.toThrow();
  });
});
