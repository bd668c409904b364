import js from '@eslint/js'
import a11y from 'eslint-plugin-jsx-a11y'
import hooks from 'eslint-plugin-react-hooks'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['dist', 'node_modules'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}'],
    ...a11y.flatConfigs.recommended,
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': hooks },
    rules: {
      'no-alert': 'error',
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'max-lines': ['error', { max: 300 }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'jsx-a11y/label-has-associated-control': ['error', { assert: 'either', depth: 3 }],
      'jsx-a11y/no-autofocus': 'off',
    },
  },
  { files: ['public/**/*.js'], languageOptions: { globals: { localStorage: 'readonly', matchMedia: 'readonly', document: 'readonly' } } },
  { files: ['e2e/**/*.mjs'], languageOptions: { globals: Object.fromEntries(['console', 'process', 'URL', 'fetch', 'setTimeout', 'clearTimeout', 'Buffer', 'document', 'innerWidth', 'localStorage', 'sessionStorage', 'indexedDB', 'window', 'caches', 'navigator', 'URLSearchParams'].map(name => [name, 'readonly'])) } },
  { files: ['scripts/**/*.mjs'], languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } } },
)
