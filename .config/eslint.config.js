/** Strict, type-aware linting of the sources, the tests and the bench; the AssemblyScript is its own compiler's matter. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const scripts = ['**/*.mjs', '.config/*.js'];

const readonly = (...names) => Object.fromEntries(names.map((name) => [name, 'readonly']));

export default defineConfig(
  globalIgnores([
    'dist', 'coverage', 'assembly', 'bench/wasm', 'bench/thirdparty', '**/*.generated.ts', 'test/package/consumer', 'test/runtimes/guests',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      // Indexing a typed array below its length is what this code does all day.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Untyped callers pass what the types rule out, and runtimes lack globals that they promise: both are checked.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-boolean-literal-compare': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off',
      // `void heap` in a closure keeps what it names alive.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // Libraries declare as enums what is a plain number when it runs.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // Constants for V8 to inline: `0x80808080 | 0` is the signed form that bitwise operators give.
      '@typescript-eslint/prefer-literal-enum-member': ['error', { allowBitwiseExpressions: true }],
      // The caller of a lookup by name knows its type: `requirePeer<LruCache>('lru-cache')`.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // An asynchronous interface may have an implementation that never waits.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      'eqeqeq': 'error',
      'no-constant-binary-expression': 'error',
    },
  },
  {
    // Tests take methods off their objects and expect what returns nothing to do so.
    files: ['test/**/*.ts', 'bench/test/**/*.ts'],
    rules: {
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
    },
  },
  {
    files: scripts,
    languageOptions: {
      globals: {
        AbortController: 'readonly', Buffer: 'readonly', URL: 'readonly', console: 'readonly', gc: 'readonly', performance: 'readonly',
        process: 'readonly', fetch: 'readonly', setImmediate: 'readonly', setTimeout: 'readonly',
      },
    },
  },
  {
    // Each is for a runtime of its own; the checks hand functions over to pages.
    files: ['test/examples/**/*.{js,mjs}'],
    languageOptions: {
      globals: readonly(
        'Bun', 'Deno', 'MutationObserver', 'Response', 'URL', 'Worker', 'addEventListener', 'document', 'fetch', 'postMessage',
        'requestAnimationFrame', 'setInterval',
      ),
    },
  },
  {
    // Parts of it run in the page.
    files: ['test/runtimes/page.mjs', 'bench/browser/figures/*.mjs'],
    languageOptions: {
      globals: {
        HTMLAnchorElement: 'readonly', URLSearchParams: 'readonly', document: 'readonly', getSelection: 'readonly',
        matchMedia: 'readonly', navigator: 'readonly', requestAnimationFrame: 'readonly',
      },
    },
  },
);
