import tseslint from 'typescript-eslint';

/** Rules need no types, so that the whole tree is checked in seconds; types are `npm run typecheck`'s. */
export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '.data/', 'coverage/', '**/*.generated.*', 'system-screenshots/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    ignores: ['platform/config/**', 'tools/**', 'tests/**', 'bench/**', 'simulator/**', 'codegen.ts', 'platform/postgres/testServer.ts', '**/tests/**', '**/*.test.ts'],
    rules: {
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'The environment is read once, by platform/config/environment.ts.' }],
    },
  },
  { files: ['tools/**', 'bench/**', 'simulator/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.{js,cjs}'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
