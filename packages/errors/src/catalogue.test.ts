import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogue, sections, type ErrorCode } from './catalogue.js';
import { errorsTable } from './errors-table.js';
import { WellspringError } from './wellspring-error.js';

describe('the catalogue', () => {
  it('has every code in one section only', () => {
    const codes = sections.flatMap((section) => Object.keys(section));
    expect(new Set(codes).size).toBe(codes.length);
    expect(Object.keys(catalogue).length).toBe(codes.length);
  });

  it.each(Object.entries(catalogue))('says of %s what it becomes', (code, definition) => {
    expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(definition.status).toBeGreaterThanOrEqual(300);
    expect(definition.status).toBeLessThan(600);
    expect(definition.exception).toMatch(/^[A-Za-z0-9]+$/);
    expect(definition.meaning).toMatch(/^[A-Z`].*\.$/);
  });

  it('is what docs/errors.md shows', () => {
    const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    expect(page).toContain(errorsTable());
  });
});

describe('WellspringError', () => {
  it('carries its definition', () => {
    const error = new WellspringError('resource-deleted' satisfies ErrorCode, 'Patient/1 was deleted');
    expect(error.definition.status).toBe(410);
    expect(error).toBeInstanceOf(Error);
  });
});
