import { tag } from '@/app/i18n'
import type { Language } from '@/app/preferences'

export const canRead = () => 'speechSynthesis' in globalThis

/** Browsers fetch their voices late and say so by an event, or never; so long is waited for them. */
const voicesWithin = 1500

/** A voice of this language; undefined if the machine has none. */
export async function voiceFor(language: Language): Promise<SpeechSynthesisVoice | undefined> {
  if (!canRead()) return undefined
  const pick = () => {
    const fit = speechSynthesis.getVoices().filter((v) => v.lang.toLowerCase().replace('_', '-').startsWith(language))
    // A voice of the machine itself: what is read must not travel to somebody else's server.
    return fit.find((v) => v.localService && v.lang.toLowerCase() === tag(language).toLowerCase()) ?? fit.find((v) => v.localService)
  }
  if (speechSynthesis.getVoices().length === 0)
    await new Promise<void>((done) => {
      const t = setTimeout(done, voicesWithin)
      speechSynthesis.addEventListener('voiceschanged', () => { clearTimeout(t); done() }, { once: true })
    })
  return pick()
}

/** Sentence by sentence: some engines stop in the middle of a long text. */
export function sentences(text: string): string[] {
  return text.split(/(?<=[。？；])|(?<=[.?;])\s+/).map((s) => s.trim()).filter(Boolean)
}

let turn = 0

/**
 * Reads a text aloud, in place of what is being read. `onEnd` is called once, also when it is stopped; the answer is false,
 * and nothing is read, when there is no voice for the language.
 */
export async function readAloud(text: string, language: Language, onEnd: () => void, slow = false): Promise<boolean> {
  stopReading()
  const mine = ++turn
  const voice = await voiceFor(language)
  if (mine !== turn) return true // stopped, or another text was asked for meanwhile
  if (!voice) return false
  const lines = sentences(text)
  lines.forEach((line, i) => {
    const u = new SpeechSynthesisUtterance(line)
    u.voice = voice
    u.lang = voice.lang
    u.rate = slow ? 0.75 : 0.9
    const last = i === lines.length - 1
    u.onend = () => { if (last && mine === turn) onEnd() }
    u.onerror = () => { if (mine === turn) { turn++; onEnd() } }
    speechSynthesis.speak(u)
  })
  return true
}

export function stopReading(): void {
  turn++
  if (canRead()) speechSynthesis.cancel()
}
