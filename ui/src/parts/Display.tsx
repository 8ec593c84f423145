import { FontSizeOutlined } from '@ant-design/icons'
import Popover from 'antd/es/popover'
import Segmented from 'antd/es/segmented'
import { useId } from 'react'
import { useWords } from '@/app/i18n'
import { prefer, usePreferences, type Language, type Preferences } from '@/app/preferences'
import type { Size } from '@/app/theme'
import { words } from './words'

/** Language, theme and text size, behind one button. */
export function Display() {
  const w = useWords(words)
  return (
    <Popover trigger="click" placement="bottomRight" content={<DisplayChoices />}>
      <button type="button" className="bar-button" aria-label={w.display} title={w.display}><FontSizeOutlined /></button>
    </Popover>
  )
}

/** The three choices, one under the other. */
export function DisplayChoices() {
  const w = useWords(words)
  const { language, theme, size } = usePreferences()
  const id = useId()
  return (
    <div className="display">
      <span id={`${id}l`}>{w.language}</span>
      <Segmented<Language>
        aria-labelledby={`${id}l`} block value={language} onChange={(v) => { prefer({ language: v }) }}
        options={[{ value: 'zh', label: '中文' }, { value: 'en', label: 'English' }]}
      />
      <span id={`${id}t`}>{w.theme}</span>
      <Segmented<Preferences['theme']>
        aria-labelledby={`${id}t`} block value={theme} onChange={(v) => { prefer({ theme: v }) }}
        options={(['light', 'dark', 'system'] as const).map((value) => ({ value, label: w[value] }))}
      />
      <span id={`${id}s`}>{w.size}</span>
      <Segmented<Size>
        aria-labelledby={`${id}s`} block value={size} onChange={(v) => { prefer({ size: v }) }}
        options={(['normal', 'large', 'huge'] as const).map((value) => ({ value, label: w[value] }))}
      />
    </div>
  )
}
