import { usePreferences, type Language } from './preferences'

/** A text, or a function that makes one of what it is given. */
export type Word = string | ((...given: never[]) => string)

/** The words of an area in both languages. */
export interface Words<Z> {
  readonly zh: Z
  readonly en: Same<Z>
}

/** The same names; a text for a text, and a function of the same parameters for a function. */
export type Same<Z> = { readonly [K in keyof Z]: Z[K] extends (...given: infer A) => string ? (...given: A) => string : string }

/**
 * Declares the words of an area: Chinese first, then English with the same names. A name that is missing, or one too
 * many, fails the type check.
 *
 *     export const words = declareWords(
 *       { title: '账户', count: (n: number) => `共 ${n} 笔` },
 *       { title: 'Accounts', count: (n) => `${n} entries` },
 *     )
 */
export function declareWords<const Z extends Record<string, Word>>(zh: Z, en: NoInfer<Same<Z>>): Words<Z> {
  return { zh, en }
}

/** The words of an area in the person's language: `const w = useWords(words)`, then `w.title`. */
export function useWords<Z>(area: Words<Z>): Same<Z> {
  return speak(area, usePreferences().language)
}

/** The words of an area in a language. */
export function speak<Z>(area: Words<Z>, language: Language): Same<Z> {
  return language === 'zh' ? (area.zh as unknown as Same<Z>) : area.en
}

/** A text that comes in both languages, as the bank's menus, problems and schemas do. */
export interface Both {
  zh: string
  en: string
}

/** The language of the pages, as HTML and HTTP name it. */
export const tag = (language: Language) => (language === 'zh' ? 'zh-CN' : 'en')
