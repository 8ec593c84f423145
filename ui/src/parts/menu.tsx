import {
  AppstoreOutlined, AuditOutlined, BankOutlined, BarChartOutlined, BellOutlined, BookOutlined, CheckSquareOutlined, CreditCardOutlined,
  DashboardOutlined, FileTextOutlined, HomeOutlined, LaptopOutlined, SafetyOutlined, SearchOutlined, SettingOutlined, TeamOutlined,
  ToolOutlined, UserOutlined, CalendarOutlined, KeyOutlined, SwapOutlined, QrcodeOutlined, RetweetOutlined, StopOutlined, ContactsOutlined, ProfileOutlined, SlidersOutlined, WalletOutlined, GiftOutlined, FileAddOutlined, FileDoneOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import type { MenuEntry } from '@/app/session'

/** A picture for a path of the menus, by the noun in it; the last word that is known wins. */
const pictures: Record<string, ReactNode> = {
  accounts: <WalletOutlined />, cards: <CreditCardOutlined />, points: <GiftOutlined />, statements: <FileTextOutlined />, payments: <ProfileOutlined />, new: <SwapOutlined />, collect: <QrcodeOutlined />, batches: <FileAddOutlined />, reconcile: <FileDoneOutlined />, payees: <ContactsOutlined />, limits: <SlidersOutlined />, 'standing-orders': <RetweetOutlined />, restraints: <StopOutlined />, transfers: <SwapOutlined />,
  ledger: <BookOutlined />, entries: <BookOutlined />, 'trial-balance': <BarChartOutlined />, days: <CalendarOutlined />, day: <CalendarOutlined />,
  jobs: <ToolOutlined />, audit: <AuditOutlined />, parties: <TeamOutlined />, people: <TeamOutlined />, users: <UserOutlined />, staff: <UserOutlined />,
  roles: <KeyOutlined />, screening: <SearchOutlined />, approvals: <CheckSquareOutlined />, parameters: <SettingOutlined />,
  profile: <UserOutlined />, mandates: <TeamOutlined />, devices: <LaptopOutlined />, security: <SafetyOutlined />, consents: <SafetyOutlined />,
  branches: <BankOutlined />, notices: <BellOutlined />, dashboard: <DashboardOutlined />, clients: <KeyOutlined />,
}

export function pictureOf(path: string): ReactNode {
  if (path === '/') return <HomeOutlined />
  const known = path.split('/').reverse().find((p) => p in pictures)
  return known ? pictures[known] : <AppstoreOutlined />
}

/** The entry whose path leads to `at`; the longest one, so that /ledger/entries wins over /ledger. */
export function entryAt(menu: readonly MenuEntry[], at: string): MenuEntry | undefined {
  return menu
    .filter((m) => at === m.path || (m.path !== '/' && at.startsWith(m.path + '/')))
    .sort((a, b) => b.path.length - a.path.length)[0]
}
