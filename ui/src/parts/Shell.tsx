import { DownOutlined, LogoutOutlined, MoreOutlined, SafetyOutlined, SwapOutlined, UserOutlined } from '@ant-design/icons'
import Drawer from 'antd/es/drawer'
import Dropdown from 'antd/es/dropdown'
import { useState, type ReactNode } from 'react'
import { Link, Redirect, useLocation } from 'wouter'
import { useFace } from '@/app/frame'
import { useWords } from '@/app/i18n'
import { usePhone, usePreferences } from '@/app/preferences'
import { faceOfHat, useSession, useSignOut, useWear, type MenuEntry, type Session } from '@/app/session'
import { Display, DisplayChoices } from './Display'
import { ErrorView } from './ErrorView'
import { Loading } from './Loading'
import { Logo } from './Logo'
import { entryAt, pictureOf } from './menu'
import { words } from './words'

/** A face that asks for a session: nobody signed in goes to sign-in and comes back to this address. */
export function Shell({ children }: { children: ReactNode }) {
  const session = useSession()
  if (session.isPending) return <Loading whole />
  if (session.error) return <main className="guard"><ErrorView error={session.error} retry={() => { void session.refetch() }} /></main>
  if (!session.data) return <Redirect to={`~/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`} />
  return <ShellFrame session={session.data}>{children}</ShellFrame>
}

/** The frame of a face for a session: sidebar on a wide window; bar at the foot on a phone. */
export function ShellFrame({ session, children }: { session: Session; children: ReactNode }) {
  const face = useFace()
  const w = useWords(words)
  const phone = usePhone()
  const own = session.menu.filter((m) => m.face === face)
  const menu: MenuEntry[] = own.some((m) => m.path === '/') ? own : [{ face, path: '/', zh: '首页', en: 'Start' }, ...own]
  return (
    <div className={`shell shell-${face}`}>
      <a className="skip" href="#main">{w.skip}</a>
      {!phone && (
        <div className="side">
          <Brand />
          <HatSwitch session={session} />
          <SideMenu menu={menu} />
        </div>
      )}
      <div className="shell-column">
        <header className="bar">
          {phone ? <><Logo size={26} /><HatSwitch session={session} /></> : <span className="bar-space" />}
          {!phone && <Display />}
          <Person session={session} phone={phone} />
        </header>
        <main id="main" tabIndex={-1}>{children}</main>
        {phone && <FootMenu menu={menu} />}
      </div>
    </div>
  )
}

function Brand() {
  const face = useFace()
  const w = useWords(words)
  return (
    <Link href="/" className="brand">
      <Logo />
      <span className="brand-name">{w.bank}</span>
      <span className="brand-face">{w[face]}</span>
    </Link>
  )
}

function useHere(menu: MenuEntry[]): MenuEntry | undefined {
  const [at] = useLocation()
  return entryAt(menu, at)
}

function SideMenu({ menu }: { menu: MenuEntry[] }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const here = useHere(menu)
  return (
    <nav className="side-menu" aria-label={w.menu}>
      <ul>
        {menu.map((m) => (
          <li key={m.path}>
            <Link href={m.path} aria-current={m === here ? 'page' : undefined}>{pictureOf(m.path)}<span>{m[language]}</span></Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Five places at the foot; with more entries the fifth opens the rest. */
function FootMenu({ menu }: { menu: MenuEntry[] }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const [open, setOpen] = useState(false)
  const here = useHere(menu)
  const shown = menu.length > 5 ? menu.slice(0, 4) : menu
  const rest = menu.slice(shown.length)
  const link = (m: MenuEntry) => (
    <Link href={m.path} aria-current={m === here ? 'page' : undefined} onClick={() => { setOpen(false) }}>
      {pictureOf(m.path)}<span>{m[language]}</span>
    </Link>
  )
  return (
    <nav className="foot-menu" aria-label={w.menu}>
      <ul>
        {shown.map((m) => <li key={m.path}>{link(m)}</li>)}
        {rest.length > 0 && (
          <li>
            <button type="button" aria-expanded={open} data-here={here && rest.includes(here) ? true : undefined} onClick={() => { setOpen(true) }}>
              <MoreOutlined /><span>{w.more}</span>
            </button>
          </li>
        )}
      </ul>
      <Drawer open={open} onClose={() => { setOpen(false) }} placement="bottom" title={w.more} size="auto">
        <ul className="more-menu">{rest.map((m) => <li key={m.path}>{link(m)}</li>)}</ul>
      </Drawer>
    </nav>
  )
}

/** Whom she acts for, and the change to another hat. A hat of another face opens that face. */
function HatSwitch({ session }: { session: Session }) {
  const w = useWords(words)
  const face = useFace()
  const wear = useWear()
  const [, go] = useLocation()
  const { hat, hats, name } = session
  const kindWord = (kind: (typeof hats)[number]['kind']) => (kind === 'kiosk' ? w.kioskHat : w[kind])
  const label = (h: typeof hat) => (h.kind === 'self' ? name : h.forName || h.branch || name)
  const text = (
    <span className="hat-text">
      <span className="hat-for">{label(hat)}</span>
      <span className="hat-title">{hat.title || kindWord(hat.kind)}</span>
    </span>
  )
  if (hats.length < 2) return <div className="hat hat-only">{text}</div>
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [hat.id],
        items: hats.map((h) => ({
          key: h.id,
          label: <span className="hat-choice"><span>{label(h)}</span><span className="hat-title">{h.title || kindWord(h.kind)} · {w[faceOfHat(h)]}</span></span>,
        })),
        onClick: ({ key }) => {
          const next = hats.find((h) => h.id === key)
          if (!next) return
          void wear(next.id).then(() => { go(faceOfHat(next) === face ? '/' : `~/${faceOfHat(next)}`) })
        },
      }}
    >
      <button type="button" className="hat" aria-label={`${w.hat} ${label(hat)}. ${w.changeHat}`}>{text}<DownOutlined aria-hidden="true" /></button>
    </Dropdown>
  )
}

function Person({ session, phone }: { session: Session; phone: boolean }) {
  const w = useWords(words)
  const signOut = useSignOut()
  const [, go] = useLocation()
  const [open, setOpen] = useState(false)
  const act = (key: string) => {
    setOpen(false)
    if (key === 'out') void signOut()
    else go(key === 'account' ? '/security' : '~/')
  }
  const items = [
    { key: 'account', icon: <SafetyOutlined />, label: w.account },
    ...(session.faces.length > 1 ? [{ key: 'faces', icon: <SwapOutlined />, label: w.changeHat }] : []),
    { key: 'out', icon: <LogoutOutlined />, label: w.signOut },
  ]
  const button = (
    <button type="button" className="bar-button bar-person" aria-label={session.name} onClick={phone ? () => { setOpen(true) } : undefined}>
      <UserOutlined />{!phone && <span className="clip">{session.name}</span>}
    </button>
  )
  if (!phone) return <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => { act(key) } }}>{button}</Dropdown>
  return (
    <>
      {button}
      <Drawer open={open} onClose={() => { setOpen(false) }} placement="bottom" title={session.name} size="auto">
        <DisplayChoices />
        <ul className="more-menu">
          {items.map((i) => <li key={i.key}><button type="button" onClick={() => { act(i.key) }}>{i.icon}<span>{i.label}</span></button></li>)}
        </ul>
      </Drawer>
    </>
  )
}
