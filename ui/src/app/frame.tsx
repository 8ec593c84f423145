import { App as AntApp, ConfigProvider } from 'antd'
import type { Locale } from 'antd/es/locale'
import { createContext, use, useEffect, useLayoutEffect, useState, type ReactNode } from 'react'
import { antTheme, paint } from './theme'
import { palette, type Face, type Palette } from './palette'
import { useMode, usePreferences, useStill, type Language } from './preferences'
import { tag } from './i18n'

const FaceContext = createContext<Face>('people')

/** The face that is shown. */
export const useFace = () => use(FaceContext)

/** The colours that are shown, for what draws by itself (charts, maps). */
export function usePalette(): Palette {
  return palette(useFace(), useMode())
}

/** The nonce of the page; the bank writes it, Vite puts it into this element. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce

// The scroll lock of dialogs writes a style without the nonce, and has no setting for it: the policy would refuse it.
if (nonce) {
  const make = document.createElement.bind(document)
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const e = make(name, options)
    if (e instanceof HTMLStyleElement) e.nonce = nonce
    return e
  }) as typeof document.createElement
}

/** Ant Design speaks English by itself; its Chinese comes with the first page. */
function useAntLocale(language: Language): Locale | undefined {
  const [chinese, setChinese] = useState<Locale>()
  useEffect(() => {
    if (language !== 'zh') return
    let wanted = true
    void Promise.all([import('antd/es/locale/zh_CN'), import('dayjs/locale/zh-cn')]).then(([m]) => { if (wanted) setChinese(m.default) })
    return () => { wanted = false }
  }, [language])
  return language === 'zh' ? chinese : undefined
}

/** Look and language for all inside: one per face, around its shell. Parts inside follow what the person chose. */
export function Frame({ face, children }: { face: Face; children: ReactNode }) {
  const { language, size } = usePreferences()
  const mode = useMode()
  const still = useStill()
  const locale = useAntLocale(language)
  useLayoutEffect(() => {
    paint(document.documentElement, face, mode, size)
    document.documentElement.lang = tag(language)
  }, [face, mode, size, language])
  return (
    <FaceContext value={face}>
      <ConfigProvider
        locale={locale}
        theme={antTheme(face, mode, size, still)}
        csp={nonce ? { nonce } : undefined}
        button={{ autoInsertSpace: false }}
        wave={{ disabled: true }}
      >
        <AntApp component={false} message={{ maxCount: 2, duration: 5 }}>{children}</AntApp>
      </ConfigProvider>
    </FaceContext>
  )
}
