import { declareWords } from '@/app/i18n'

export const words = declareWords(
  {
    hello: (name: string) => `您好，${name}`, actingFor: (name: string, title: string) => `您正在代${name}办理 · ${title}`, asMember: (name: string, title: string) => `${name} · ${title}`,
    needs: '需要您留意', nothing: '今天没有需要您处理的事。', count: (n: number) => `${n} 项`,
    hatEnds: (name: string, d: number) => `您代${name}办理的授权还有 ${d} 天到期`, mandateEnds: (name: string, d: number) => `${name}的授权还有 ${d} 天到期`, mandateEndsDo: '如需继续，请修改截止日期',
    consentEnds: (what: string, d: number) => `“${what}”的同意还有 ${d} 天到期`, consentEndsDo: '到期后对方不能再读取；需要的话可重新同意',
    looks: (n: number) => `有 ${n} 次新的信息查看`, looksDo: '看看是谁、为什么',
    weak: '登录只有一道密码', weakDo: '设置动态验证码或通行密钥，别人知道密码也登不进来', needsMore: '部分权限需验证第二因素', needsMoreDo: '验证后即可使用审批等权限',
    kyc: '身份信息需要更新', kycDo: (date: string) => `请在 ${date} 前携带证件到网点办理`, kycOver: '已逾期，账户功能可能受限，请尽快到网点办理', docEnds: (what: string, d: number) => `${what}还有 ${d} 天到期`, docEndsDo: '换领后请到网点更新',
    myMoney: '我的账户', theirMoney: '账户', total: '余额合计', noAccounts: '还没有账户', noAccountsText: '开立账户请到任一网点办理。', allAccounts: '全部账户',
    news: '最近动态', noNews: '最近没有动态。', looked: (who: string, what: string) => `${who}查看了${what}`, why: (reason: string) => `原因：${reason}`, signedIn: (device: string) => `在 ${device} 上登录`, thisOne: '当前', you: '您',
  },
  {
    hello: (name) => `Hello, ${name}`, actingFor: (name, title) => `You are acting for ${name} · ${title}`, asMember: (name, title) => `${name} · ${title}`,
    needs: 'Needs your attention', nothing: 'Nothing needs you today.', count: (n) => (n === 1 ? '1 thing' : `${n} things`),
    hatEnds: (name, d) => `Your right to act for ${name} ends in ${d} ${d === 1 ? 'day' : 'days'}`, mandateEnds: (name, d) => `${name}’s right ends in ${d} ${d === 1 ? 'day' : 'days'}`, mandateEndsDo: 'To go on, give it a later end',
    consentEnds: (what, d) => `Your consent to “${what}” ends in ${d} ${d === 1 ? 'day' : 'days'}`, consentEndsDo: 'Nobody reads the data after that; consent anew if you want it',
    looks: (n) => (n === 1 ? 'One new look at the data' : `${n} new looks at the data`), looksDo: 'See who it was, and why',
    weak: 'Only a password guards your sign-in', weakDo: 'Add one-time codes or a passkey, and a stolen password opens nothing', needsMore: 'Some rights wait for a second factor', needsMoreDo: 'Confirm, and approvals and the like are open to you',
    kyc: 'Your identity has to be verified anew', kycDo: (date) => `Bring your document to a branch before ${date}`, kycOver: 'It is overdue and the account may be restricted; please visit a branch soon', docEnds: (what, d) => `${what} expires in ${d} ${d === 1 ? 'day' : 'days'}`, docEndsDo: 'Bring the new one to a branch',
    myMoney: 'My money', theirMoney: 'Accounts', total: 'Total balance', noAccounts: 'No accounts yet', noAccountsText: 'Any branch opens one for you.', allAccounts: 'All accounts',
    news: 'Lately', noNews: 'Nothing new lately.', looked: (who, what) => `${who} looked at ${what}`, why: (reason) => `Reason: ${reason}`, signedIn: (device) => `Signed in on ${device}`, thisOne: 'this session', you: 'You',
  },
)
