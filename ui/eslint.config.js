import js from '@eslint/js'
import a11y from 'eslint-plugin-jsx-a11y'
import hooks from 'eslint-plugin-react-hooks'
import globals from 'globals'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/api/schema.d.ts', 'test-results', 'playwright-report'] },
  js.configs.recommended,
  ts.configs.strict,
  ts.configs.stylistic,
  hooks.configs.flat['recommended-latest'],
  a11y.flatConfigs.strict,
  {
    languageOptions: { globals: globals.browser },
    rules: {
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // The bank's amounts and ids are strings; a number loses digits silently.
      'no-restricted-globals': ['error', { name: 'parseFloat', message: 'Amounts are strings of minor units: see parts/amount.ts.' }],
      'no-restricted-syntax': [
        'error',
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: 'Text is text: nothing is parsed as HTML.' },
      ],
      'jsx-a11y/no-autofocus': 'off', // a dialog's first field takes focus; WAI-ARIA wants it so
    },
  },
  { files: ['*.mjs', '*.config.*'], languageOptions: { globals: globals.node } },
)
