import { legible, lighten, mix } from './colour'

/** The five ways into the bank. */
export const faces = ['people', 'business', 'government', 'kiosk', 'ops'] as const
export type Face = (typeof faces)[number]

/** Light or dark, as shown. */
export type Mode = 'light' | 'dark'

/** Identity: ink and canal. A hue is written here and nowhere else. */
export const hues = {
  ink: '#16202A',
  paper: '#FFFFFF',
  wash: '#F6F8F9',
  night: '#10171D',
  raised: '#18222A',
  teal: '#0E6E6E',
  seal: '#B8322A',
  amber: '#B7791F',
  green: '#2F7D4F',
} as const

/** One accent a face. */
export const accents: Record<Face, string> = {
  people: '#C4553B',
  business: '#0E6E6E',
  government: '#2F4A8A',
  kiosk: '#0B5A5C',
  ops: '#3A4756',
}

/** Every colour that a page may use, as `var(--th-NAME)`. */
export interface Palette {
  /** Ground of the page. */ wash: string
  /** Ground of what lies on it: cards, tables, fields. */ paper: string
  /** Ground of a hovered row. */ hover: string
  /** Ground of a selected row or entry. */ chosen: string
  ink: string
  /** Text of second rank. */ soft: string
  /** Hints and placeholders; still legible. */ faint: string
  line: string
  /** Edge of what can be filled in or pressed: at least 3:1. */ edge: string
  accent: string
  accentHover: string
  /** Text on accent. */ onAccent: string
  /** The accent as text and links. */ accentText: string
  /** Grounds and texts of the tones. */
  good: string
  goodWash: string
  warn: string
  warnWash: string
  bad: string
  badWash: string
  info: string
  infoWash: string
  /** The seal: the logo, and money that leaves irrevocably. */ seal: string
  onSeal: string
}

/** The palette of a face. Text colours are moved in lightness, never in hue, until they reach 4.5:1 on every ground. */
export function palette(face: Face, mode: Mode): Palette {
  const dark = mode === 'dark'
  const wash = dark ? hues.night : hues.wash
  const paper = dark ? hues.raised : hues.paper
  const ink = dark ? '#E8EDF0' : hues.ink
  const raise = (hex: string) => (dark ? lighten(hex, 1.2) : hex)
  const accentHue = raise(accents[face])
  const chosen = mix(accentHue, paper, dark ? 0.26 : 0.09)
  const hover = mix(ink, paper, dark ? 0.06 : 0.035)
  const grounds = [wash, paper, hover, chosen]
  const tone = (hex: string) => {
    const ground = mix(raise(hex), paper, dark ? 0.2 : 0.1)
    return [legible(raise(hex), [...grounds, ground]), ground] as const
  }
  const [good, goodWash] = tone(hues.green)
  const [warn, warnWash] = tone(hues.amber)
  const [bad, badWash] = tone(hues.seal)
  const [info, infoWash] = tone(hues.teal)
  const onAccent = '#FFFFFF'
  const accent = darkenFor(accentHue, onAccent)
  const seal = darkenFor(raise(hues.seal), '#FFFFFF')
  return {
    wash, paper, hover, chosen, ink,
    soft: legible(mix(ink, paper, 0.74), grounds),
    faint: legible(mix(ink, paper, 0.62), grounds),
    line: mix(ink, paper, dark ? 0.16 : 0.12),
    edge: legible(mix(ink, paper, 0.5), grounds, 3),
    accent, accentHover: darkenFor(mix('#000000', accent, 0.12), onAccent), onAccent,
    accentText: legible(accentHue, grounds),
    good, goodWash, warn, warnWash, bad, badWash, info, infoWash,
    seal, onSeal: '#FFFFFF',
  }
}

/** A fill on which `text` is legible. */
function darkenFor(fill: string, text: string): string {
  return legible(fill, [text])
}

/** The pairs of text and ground that occur; the test wants 4.5:1 of each. */
export const textPairs: readonly (readonly [keyof Palette, keyof Palette])[] = [
  ...(['ink', 'soft', 'faint', 'accentText', 'good', 'warn', 'bad', 'info'] as const).flatMap((text) =>
    (['wash', 'paper', 'hover', 'chosen'] as const).map((ground) => [text, ground] as const),
  ),
  ['good', 'goodWash'], ['warn', 'warnWash'], ['bad', 'badWash'], ['info', 'infoWash'],
  ['ink', 'goodWash'], ['ink', 'warnWash'], ['ink', 'badWash'], ['ink', 'infoWash'],
  ['onAccent', 'accent'], ['onAccent', 'accentHover'], ['onSeal', 'seal'],
]
