import { tag } from '@/app/i18n'
import type { Language } from '@/app/preferences'

export const canRead = () => 'speechSynthesis' in globalThis

/** Reads a text aloud, in place of what is being read. */
export function readAloud(text: string, language: Language, onEnd: () => void): void {
  speechSynthesis.cancel()
  const u = new SpeechSynthesisUtterance(text)
  u.lang = tag(language)
  u.rate = 0.9
  u.onend = onEnd
  u.onerror = onEnd
  speechSynthesis.speak(u)
}

export function stopReading(): void {
  if (canRead()) speechSynthesis.cancel()
}
