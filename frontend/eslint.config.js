import query from '@tanstack/eslint-plugin-query';
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import js from '@eslint/js';
import ts from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['dist', 'src/api/schema.d.ts', 'test-results', 'scripts', 'eslint.config.js']),
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  ts.configs.stylisticTypeChecked,
  query.configs['flat/recommended'],
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Lengths count code points, as the server does.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/only-throw-error': [
        'error',
        {
          allow: [
            {
              from: 'package',
              name: ['Redirect', 'NotFoundError'],
              package: '@tanstack/router-core',
            },
          ],
        },
      ],
    },
  },
  { files: ['src/**/*.tsx'], ...a11y.flatConfigs.strict },
  { files: ['src/**/*.{ts,tsx}'], ...hooks.configs.flat.recommended },
);
