import { defineConfig } from 'vitest/config';
import { PlainReporter } from './scripts/plain-reporter.mjs';

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'bench/src/**/*.test.ts',
      'scripts/**/*.test.mjs',
    ],
    // One embedded PostgreSQL serves every test file; each file makes its own database in it.
    globalSetup: ['packages/database/src/testing/global-setup.ts'],
    reporters: ['default', new PlainReporter()],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    pool: 'forks',
  },
});
