import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';
import { rooms } from './rooms.mjs';

/** A room imports the rooms below it, and no file of another room but its index. */
const roomRules = Object.entries(rooms).map(([room, below]) => ({
  files: [`packages/${room}/src/**/*.ts`],
  // Tests, and what they share, may use every room, and the testing part of each.
  ignores: ['**/*.test.ts', '**/testing/**'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^@wellspring/(?!(${[...below, '-'].join('|')})$)`,
            message: `The room "${room}" may import: ${below.join(', ') || 'no other room'} (rooms.mjs).`,
          },
          { regex: '^(\\.\\./)+(packages|apps)/', message: 'Import a room by its name, not by a path.' },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', 'data/**', '**/generated/**', 'coverage/**'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union type.' },
      ],
    },
  },
  { files: ['**/vitest.config.ts', '**/vitest.*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
      },
    },
  },
  ...roomRules,
);
