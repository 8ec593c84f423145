import '@/app/css/design.css'
import Segmented from 'antd/es/segmented'
import { Route, Switch, useSearchParams } from 'wouter'
import { Frame } from '@/app/frame'
import { useWords } from '@/app/i18n'
import { faces, type Face } from '@/app/palette'
import { languages, prefer } from '@/app/preferences'
import { sizes } from '@/app/theme'
import { Display } from '@/parts/Display'
import { KioskQuestion } from '@/parts/KioskQuestion'
import { Page } from '@/parts/Page'
import { ShellFrame } from '@/parts/Shell'
import { StepUpProvider } from '@/parts/StepUp'
import { useEffect } from 'react'
import { Deciding } from './Deciding'
import { Pictures } from './Pictures'
import { Thing } from './Thing'
import { session } from './samples'
import { Small } from './Small'
import { Tables } from './Tables'
import { words } from './words'

/** Every part in every state: /design, /design/shell and /design/kiosk, with ?face=ops&theme=dark&language=en&size=huge. */
export default function Design() {
  const [search, setSearch] = useSearchParams()
  const face = faces.find((f) => f === search.get('face')) ?? 'ops'
  const [theme, language, size] = ['theme', 'language', 'size'].map((k) => search.get(k))
  useEffect(() => {
    if (theme === 'light' || theme === 'dark') prefer({ theme })
    const l = languages.find((x) => x === language)
    if (l) prefer({ language: l })
    const s = sizes.find((x) => x === size)
    if (s) prefer({ size: s })
  }, [theme, language, size])
  return (
    <Switch>
      <Route path="/kiosk"><Frame face="kiosk"><Question /></Frame></Route>
      <Route path="/shell">
        <Frame face={face}><StepUpProvider><ShellFrame session={{ ...session, hat: session.hats[face === 'people' ? 0 : 1] ?? session.hat }}><Thing /></ShellFrame></StepUpProvider></Frame>
      </Route>
      <Route><Frame face={face}><StepUpProvider><Parts face={face} onFace={(f) => { setSearch({ face: f }) }} /></StepUpProvider></Frame></Route>
    </Switch>
  )
}

function Question() {
  const w = useWords(words)
  const choices = (['1', '2', '3', '4'] as const).map((n) => ({ key: n, label: w[`c${n}`], hint: w[`c${n}h`] }))
  return <KioskQuestion question={w.question} choices={choices} onBack={() => undefined} onEnd={() => undefined} help={<p>{w.kioskHelp}</p>} />
}

function Parts({ face, onFace }: { face: Face; onFace: (f: Face) => void }) {
  const w = useWords(words)
  return (
    <main>
      <Page title={w.title} lead={w.lead} action={
        <><Segmented<Face> aria-label={w.face} value={face} options={faces.map((value) => ({ value, label: value }))} onChange={onFace} /><Display /></>
      }>
        <Small />
        <Tables />
        <Deciding />
        <Pictures />
      </Page>
    </main>
  )
}
