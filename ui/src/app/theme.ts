import { theme as ant, type ThemeConfig } from 'antd'
import { palette, type Face, type Mode, type Palette } from './palette'

/** Where each face begins: the size of its text, and the height of what is pressed. */
export const measures: Record<Face, { text: number; target: number }> = {
  people: { text: 16, target: 44 },
  business: { text: 14, target: 36 },
  government: { text: 14, target: 36 },
  kiosk: { text: 20, target: 60 },
  ops: { text: 14, target: 32 },
}

/** Text sizes that a person can choose; on the kiosk they go up to 30 px. */
export const sizes = ['normal', 'large', 'huge'] as const
export type Size = (typeof sizes)[number]

/** The size of running text in CSS pixels. */
export function textSize(face: Face, size: Size): number {
  const base = measures[face].text
  if (face === 'kiosk') return { normal: 20, large: 24, huge: 30 }[size]
  return base + { normal: 0, large: 2, huge: 6 }[size]
}

/** Fonts that the machine has; nothing is loaded. Figures are tabular everywhere (base.css). */
export const fonts = '"PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif'
export const monospace = '"SF Mono", "Cascadia Mono", "JetBrains Mono", Consolas, "Noto Sans Mono", monospace'

/** The one shadow: for what floats above the page. */
const shadow = (mode: Mode) => (mode === 'dark' ? '0 6px 24px rgba(0,0,0,0.5)' : '0 6px 24px rgba(22,32,42,0.14)')

/** The tokens of a tone, none left to be derived. */
function tones(name: 'Success' | 'Warning' | 'Error' | 'Info', text: string, ground: string): Record<string, string> {
  return {
    [`color${name}Bg`]: ground, [`color${name}BgHover`]: ground, [`color${name}BgActive`]: ground, [`color${name}BgFilledHover`]: ground,
    [`color${name}Border`]: text, [`color${name}BorderHover`]: text, [`color${name}Hover`]: text, [`color${name}Active`]: text,
    [`color${name}Text`]: text, [`color${name}TextHover`]: text, [`color${name}TextActive`]: text,
  }
}

/** What Ant Design is told. `still` when the person wants no motion. */
export function antTheme(face: Face, mode: Mode, size: Size, still: boolean): ThemeConfig {
  const p = palette(face, mode)
  const text = textSize(face, size)
  const target = Math.max(measures[face].target, Math.round(text * 2.2))
  return {
    // Every colour is given, so the dark theme needs no algorithm of its own: that one would move them out of contrast.
    algorithm: ant.defaultAlgorithm,
    hashed: false,
    cssVar: { key: 'th' },
    token: {
      colorPrimary: p.accent, colorPrimaryHover: p.accentHover, colorPrimaryActive: p.accentHover,
      colorPrimaryBg: p.chosen, colorPrimaryBgHover: p.chosen, colorPrimaryText: p.accentText,
      colorInfo: p.info, colorSuccess: p.good, colorWarning: p.warn, colorError: p.bad,
      colorLink: p.accentText, colorLinkHover: p.accentText, colorLinkActive: p.accentText,
      colorTextBase: p.ink, colorText: p.ink, colorTextSecondary: p.soft, colorTextTertiary: p.soft,
      colorTextDescription: p.soft, colorTextPlaceholder: p.faint, colorTextHeading: p.ink,
      colorTextLightSolid: p.onAccent, colorIcon: p.soft, colorIconHover: p.ink,
      colorBgBase: p.paper, colorBgContainer: p.paper, colorBgElevated: p.paper, colorBgLayout: p.wash,
      colorBorder: p.edge, colorBorderSecondary: p.line, colorSplit: p.line,
      ...tones('Success', p.good, p.goodWash), ...tones('Warning', p.warn, p.warnWash), ...tones('Error', p.bad, p.badWash), ...tones('Info', p.info, p.infoWash),
      colorBgSpotlight: mode === 'dark' ? '#2C3944' : p.ink, colorTextDisabled: p.faint, colorBgContainerDisabled: p.hover,
      controlItemBgHover: p.hover, controlItemBgActive: p.chosen, controlItemBgActiveHover: p.chosen,
      borderRadius: 6, borderRadiusSM: 6, borderRadiusLG: 6, borderRadiusXS: 4,
      boxShadow: shadow(mode), boxShadowSecondary: shadow(mode), boxShadowTertiary: 'none',
      fontFamily: 'var(--th-fonts)', fontFamilyCode: monospace, fontSize: text, lineHeight: 1.5,
      controlHeight: target, controlHeightLG: target + 8, controlHeightSM: Math.max(24, target - 8), sizeStep: 4, sizeUnit: 4,
      motion: !still, motionDurationFast: '80ms', motionDurationMid: '120ms', motionDurationSlow: '140ms',
      wireframe: false,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500 },
      Input: { activeShadow: 'none' },
      Checkbox: { borderRadiusSM: 3 },
      Select: { optionSelectedFontWeight: 600 },
      Modal: { titleFontSize: text + 4 },
    },
  }
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (c) => '-' + c.toLowerCase())

/** Writes the palette as `--th-*` onto the page, so that style sheets and charts use the same colours as Ant Design. */
export function paint(root: HTMLElement, face: Face, mode: Mode, size: Size): Palette {
  const p = palette(face, mode)
  for (const [name, value] of Object.entries(p)) root.style.setProperty(`--th-${kebab(name)}`, String(value))
  const text = textSize(face, size)
  root.style.setProperty('--th-text', `${text}px`)
  root.style.setProperty('--th-target', `${Math.max(measures[face].target, Math.round(text * 2.2))}px`)
  root.style.setProperty('--th-shadow', shadow(mode))
  root.style.setProperty('--th-mono', monospace)
  root.style.setProperty('color-scheme', mode)
  root.dataset.mode = mode
  root.dataset.face = face
  return p
}
