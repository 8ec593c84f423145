import { useSyncExternalStore } from 'react'
import { sizes, type Size } from './theme'
import type { Mode } from './palette'

/** The languages of the bank, Chinese first. */
export const languages = ['zh', 'en'] as const
export type Language = (typeof languages)[number]

/** What a person has chosen on this device. */
export interface Preferences {
  language: Language
  theme: Mode | 'system'
  size: Size
}

const key = 'tonghui.preferences'
const themes = ['light', 'dark', 'system'] as const
let current = read()
const listeners = new Set<() => void>()

function fallback(): Preferences {
  const english = navigator.language.toLowerCase().startsWith('en')
  return { language: english ? 'en' : 'zh', theme: 'system', size: 'normal' }
}

/** Reads what was kept; whatever does not fit is forgotten. */
function read(): Preferences {
  const p = fallback()
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Preferences>
    p.language = languages.find((l) => l === kept.language) ?? p.language
    p.theme = themes.find((t) => t === kept.theme) ?? p.theme
    p.size = sizes.find((s) => s === kept.size) ?? p.size
  } catch {
    // A browser may forbid storage: then the choice lasts as long as the page.
  }
  return p
}

export function preferences(): Preferences {
  return current
}

/** Chooses, and keeps the choice for the next visit. */
export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  try {
    localStorage.setItem(key, JSON.stringify(current))
  } catch {
    // See read.
  }
  for (const l of listeners) l()
}

/** Forgets every choice: a kiosk does so at the end of each visit. Language begins again with Chinese. */
export function forgetPreferences(): void {
  prefer({ language: 'zh', theme: 'light', size: 'normal' })
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences)
}

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const m = matchMedia(query)
      m.addEventListener('change', listener)
      return () => { m.removeEventListener('change', listener) }
    },
    () => matchMedia(query).matches,
  )
}

/** Light or dark, with "system" resolved. */
export function useMode(): Mode {
  const dark = useMedia('(prefers-color-scheme: dark)')
  const { theme } = usePreferences()
  return theme === 'system' ? (dark ? 'dark' : 'light') : theme
}

/** Whether the person wants no motion. */
export function useStill(): boolean {
  return useMedia('(prefers-reduced-motion: reduce)')
}

/** Whether the window is as narrow as a phone: one column, bottom bar, lists as cards. */
export function usePhone(): boolean {
  return useMedia('(max-width: 719px)')
}
