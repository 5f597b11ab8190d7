import { readFileSync } from 'node:fs';
import jest from 'eslint-plugin-jest';
import jsdoc from 'eslint-plugin-jsdoc';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The files of the API: those that lib/index.ts exports. Their doc comments are the manual. */
const index = readFileSync(new URL('lib/index.ts', import.meta.url), 'utf8');
const API = [...index.matchAll(/from '\.\/(.+)'/g)].map(([, name]) => `lib/${name}.ts`);

export default defineConfig(
  { ignores: ['dist/', 'assets/', 'packages/', 'cdk.out/', 'coverage/'] },
  { files: ['**/*.ts'], extends: [tseslint.configs.recommended] },
  {
    files: ['lib/**/*.ts'],
    extends: [jsdoc.configs['flat/recommended-typescript-error']],
    rules: {
      'jsdoc/tag-lines': ['error', 'any', { startLines: 1 }],
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          checkConstructors: false,
          contexts: [
            'TSInterfaceDeclaration',
            'TSPropertySignature',
            'TSEnumDeclaration',
            'TSEnumMember',
            'ClassDeclaration',
            'PropertyDefinition[accessibility=public]',
            'MethodDefinition[accessibility=public]',
          ],
        },
      ],
      'jsdoc/require-param': 'off',
      'jsdoc/require-returns': 'off',
      'jsdoc/require-throws-type': 'off',
    },
  },
  { files: ['lib/**/*.ts'], ignores: API, rules: { 'jsdoc/require-jsdoc': 'off' } },
  {
    files: ['lambda/**/*.ts'],
    languageOptions: { parserOptions: { project: ['./lambda/tsconfig.json'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      'no-restricted-properties': [
        'error',
        {
          object: 'Promise',
          property: 'all',
          message: 'What runs on after a failure mixes with the next run: whenAll.',
        },
      ],
    },
  },
  { files: ['lambda/core/flow/*.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['test/**/*.test.ts'],
    extends: [jest.configs['flat/recommended']],
    rules: {
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect*', '**.hasResource*', '**.resourceCountIs'] }],
      'jest/no-conditional-expect': 'off',
      'jest/valid-title': ['error', { ignoreTypeOfTestName: true }],
    },
  },
);
