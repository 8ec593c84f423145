import { declareWords } from '@/app/i18n'

export const words = declareWords(
  {
    title: '积分', balance: '可用积分', unit: '分', ofPoints: (n: string) => `${n} 分`, owed: (n: string) => `因退货欠 ${n} 分，以后获得的积分会先抵扣。`, endsFirst: (n: string, d: string) => `${n} 分将于 ${d} 到期，请及时使用。`,
    overview: '我的积分', items: '兑换', orders: '兑换记录', entries: '积分明细', redeem: '去兑换',
    batches: '积分到期', batchesNone: '还没有积分', batchesNoneText: '用借记卡消费、缴费都能获得积分。', batchEnds: (d: string) => `${d} 到期`, first: '先到期的先使用。', moreBatches: (n: number) => `还有 ${n} 个到期日`, fewer: '收起',
    rules: '怎样获得积分', ruleOf: (per: string) => `每 ${per} 得 1 分`, ruleBonus: (n: string) => `积分 ${n} 倍`, capDay: (n: string) => `每日最多 ${n} 分`, capMonth: (n: string) => `每月最多 ${n} 分`, valid: (n: number) => `有效期 ${n} 个月`, until: (d: string) => `活动至 ${d}`, rulesNone: '目前没有积分活动。', rulesNote: '消费入账后获得积分；退货时相应扣回。',
    itemsLead: '用积分换礼品，下单后到开户网点领取。领取前可以取消。', itemsNone: '暂时没有可兑换的礼品', itemsNoneText: '新礼品上架后会出现在这里。', stock: (n: number) => `剩余 ${n} 件`, lastFew: (n: number) => `仅剩 ${n} 件`, soldOut: '已兑完', lacking: (n: string) => `还差 ${n} 分`, take: '兑换', takeOf: (what: string) => `兑换${what}`, price: '所需积分',
    redeemTitle: '确认兑换', back: '返回', howMany: '兑换几件', howManyHint: (n: number) => `最多 ${n} 件`, countBad: (n: number) => `数量应为 1 到 ${n} 的整数`, total: '合计', after: '兑换后剩余', confirm: '确认兑换', unknown: '没有这件礼品', unknownText: '可能已下架。', toItems: '回到兑换目录', cannot: '暂时不能兑换这件礼品',
    done: '兑换成功', nextTake: '凭身份证到网点领取', nextCancel: '领取前可在兑换记录中取消', today: '现在起', before: '领取前', toOrders: '查看兑换记录', item: '礼品', count: '数量', points: '积分',
    ordersNone: '还没有兑换过', ordersNoneText: '用积分换一件礼品吧。', ordered: '待领取', delivered: '已领取', cancelled: '已取消', cancel: '取消兑换', cancelTitle: '取消这次兑换', cancelText: (n: string) => `将退回 ${n} 分。原积分已过期的，退回后 30 天内有效。`, cancelDo: '取消兑换', keep: '保留', cancelledDone: '已取消，积分已退回', pieces: (n: number) => `${n} 件`,
    earn: '获得', reverse: '退货扣回', repay: '抵扣欠分', redeemKind: '兑换', return: '取消退回', expire: '到期', merge: '账户合并', entriesNone: '还没有积分变动', entriesNoneText: '获得和使用的积分会记在这里。', balanceAfter: '余额', more: '载入更早的', all: '已是全部', order: '订单号',
  },
  {
    title: 'Points', balance: 'Points to use', unit: 'points', ofPoints: (n) => `${n} points`, owed: (n) => `After a refund you owe ${n} points; what you earn next pays them.`, endsFirst: (n, d) => `${n} points end on ${d}.`,
    overview: 'Balance', items: 'Redeem', orders: 'Orders', entries: 'History', redeem: 'Redeem',
    batches: 'When they end', batchesNone: 'No points yet', batchesNoneText: 'You earn them by paying with your card and by paying bills.', batchEnds: (d) => `until ${d}`, first: 'Those that end first are used first.', moreBatches: (n) => (n === 1 ? 'One more date' : `${n} more dates`), fewer: 'Show fewer',
    rules: 'How to earn', ruleOf: (per) => `1 point for each ${per}`, ruleBonus: (n) => `${n} times the points`, capDay: (n) => `at most ${n} a day`, capMonth: (n) => `at most ${n} a month`, valid: (n) => `good for ${n} months`, until: (d) => `until ${d}`, rulesNone: 'Nothing earns points at present.', rulesNote: 'Points come when a purchase is booked; a refund takes its share back.',
    itemsLead: 'Take something for your points and collect it at your branch. Until then you can cancel.', itemsNone: 'Nothing to redeem at present', itemsNoneText: 'New things will show here.', stock: (n) => `${n} left`, lastFew: (n) => `only ${n} left`, soldOut: 'None left', lacking: (n) => `${n} points short`, take: 'Redeem', takeOf: (what) => `Redeem ${what}`, price: 'Points',
    redeemTitle: 'Redeem points', back: 'Back', howMany: 'How many', howManyHint: (n) => `${n} at most`, countBad: (n) => `Enter a whole number from 1 to ${n}`, total: 'Total', after: 'Left afterwards', confirm: 'Redeem', unknown: 'There is no such thing', unknownText: 'It may not be offered any more.', toItems: 'Back to the catalogue', cannot: 'This can’t be redeemed just now',
    done: 'Redeemed', nextTake: 'Collect it at your branch, with your ID', nextCancel: 'You can cancel under Orders', today: 'From now', before: 'Until then', toOrders: 'See orders', item: 'Item', count: 'How many', points: 'Points',
    ordersNone: 'Nothing redeemed yet', ordersNoneText: 'See what your points can get you.', ordered: 'To collect', delivered: 'Collected', cancelled: 'Cancelled', cancel: 'Cancel', cancelTitle: 'Cancel this order', cancelText: (n) => `${n} points come back. If they have ended meanwhile, they are good for 30 days more.`, cancelDo: 'Cancel order', keep: 'Keep it', cancelledDone: 'Cancelled; the points are back', pieces: (n) => `${n}×`,
    earn: 'Earned', reverse: 'Taken back by a refund', repay: 'Paid what was owed', redeemKind: 'Redeemed', return: 'Back after cancelling', expire: 'Ended', merge: 'Records merged', entriesNone: 'No points earned or used yet', entriesNoneText: 'What you earn and use is listed here.', balanceAfter: 'Balance', more: 'Load earlier', all: 'That is all', order: 'Order number',
  },
)
