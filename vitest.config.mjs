import { defineConfig } from 'vitest/config';
import { PlainReporter } from './scripts/plain-reporter.mjs';

const rooms = ['packages/*/src', 'apps/*/src', 'bench/src'];

/** Test files with that ending, in all rooms. */
const ending = (end) => rooms.map((room) => `${room}/**/*${end}`);

export default defineConfig({
  test: {
    reporters: ['default', new PlainReporter()],
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [...ending('.test.ts'), 'scripts/**/*.test.mjs'],
          exclude: ending('.int.test.ts'),
          testTimeout: 30_000,
          hookTimeout: 60_000,
          pool: 'forks',
          // They share nothing but modules, and loading these anew for each file took half of their time.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'int',
          include: ending('.int.test.ts'),
          testTimeout: 30_000,
          hookTimeout: 60_000,
          pool: 'forks',
          // One embedded PostgreSQL serves every test file; each file makes its own database in it.
          globalSetup: ['packages/database/src/testing/global-setup.ts'],
        },
      },
    ],
  },
});
