import { CreditCardOutlined, EyeOutlined, FontSizeOutlined, GlobalOutlined, SwapOutlined, TeamOutlined, WalletOutlined } from '@ant-design/icons'
import { useWords } from '@/app/i18n'
import { forgetPreferences, prefer, usePreferences } from '@/app/preferences'
import { KioskQuestion } from '@/parts/KioskQuestion'
import { useElder } from './Ask'
import { useTerminal } from './calls'
import { OutOfService } from './terminal/OutOfService'
import { change, useWays, type Goal } from './visit'
import { words } from './words'

/** The terminal's first question; or that it is out of service. */
export default function Start() {
  const w = useWords(words)
  const { language } = usePreferences()
  const elder = useElder()
  const { go } = useWays()
  const terminal = useTerminal()
  if (!terminal.data || terminal.isError)
    return <OutOfService why={terminal.isPending ? 'waiting' : terminal.isError ? 'lost' : 'unset'} />
  const choose = (key: string) => {
    if (key === 'elder') { prefer({ size: elder ? 'normal' : 'huge' }); return }
    if (key === 'language') { prefer({ language: language === 'zh' ? 'en' : 'zh' }); return }
    change({ goal: key as Goal })
    go('/enter')
  }
  return (
    <KioskQuestion
      question={w.question} lead={w.lead} help={<p>{w.startHelp}</p>} onEnd={forgetPreferences} onChoose={choose}
      choices={[
        { key: 'accounts', label: w.accounts, hint: w.accountsHint, picture: <WalletOutlined /> },
        { key: 'transfer', label: w.transfer, hint: w.transferHint, picture: <SwapOutlined /> },
        { key: 'cards', label: w.cards, hint: w.cardsHint, picture: <CreditCardOutlined /> },
        { key: 'looks', label: w.looks, hint: w.looksHint, picture: <EyeOutlined /> },
        { key: 'rights', label: w.rights, hint: w.rightsHint, picture: <TeamOutlined /> },
        { key: 'elder', label: elder ? w.usual : w.elder, hint: elder ? w.usualHint : w.elderHint, picture: <FontSizeOutlined /> },
        // In its own language, for who can't read this one; not read aloud in the wrong voice.
        { key: 'language', label: <span lang={language === 'zh' ? 'en' : 'zh-CN'}>{w.otherLanguage}</span>, hint: <span lang={language === 'zh' ? 'en' : 'zh-CN'}>{w.otherLanguageHint}</span>, picture: <GlobalOutlined />, spoken: language === 'zh' ? '英文' : 'Chinese' },
      ]}
    />
  )
}
