import { declareWords } from '@/app/i18n'

/** What the terminal's parts say by themselves: the bar of every page, reading aloud, the end of a visit. */
export const kioskWords = declareWords(
  {
    bank: '通惠银行', selfService: '自助服务', tools: '常用按键',
    back: '返回', help: '求助', read: '朗读', stop: '停止朗读', larger: '大字', smaller: '标准字', contrast: '高对比', ordinary: '标准色', end: '结束',
    close: '知道了', helpTitle: '需要帮助吗', callStaff: '也可以向大堂工作人员招手，请他们过来。任何人都不会向您询问密码。',
    readTitle: '要读出您的个人信息吗', readWhy: '这一页有您的账号、金额或姓名。读出来时，旁边的人可能听见。',
    readPlain: '只读说明', readAll: '连同个人信息一起读', cancel: '不读了',
    noVoice: '这台终端没有中文语音，无法朗读。您可以点“大字”，或请工作人员为您读。',
    idleTitle: '还需要更多时间吗', idle: (s: number) => `${s} 秒后将结束办理，并清除您的信息。`, moreTime: '继续办理', endNow: '现在结束',
    ending: '正在结束办理，清除您的信息',
  },
  {
    bank: 'Tonghui Bank', selfService: 'Self-service', tools: 'Always here',
    back: 'Back', help: 'Help', read: 'Read aloud', stop: 'Stop reading', larger: 'Larger text', smaller: 'Normal text', contrast: 'High contrast', ordinary: 'Normal colours', end: 'End',
    close: 'Got it', helpTitle: 'Can we help?', callStaff: 'You can also wave to the staff in the hall. Nobody will ever ask for your PIN.',
    readTitle: 'Read your private details aloud?', readWhy: 'This page shows your account, amounts or names. People nearby may hear them.',
    readPlain: 'Only the instructions', readAll: 'Everything, private details too', cancel: 'Don’t read',
    noVoice: 'This terminal has no English voice, so it can’t read aloud. Try “Larger text”, or ask the staff to read it to you.',
    idleTitle: 'Do you need more time?', idle: (s) => `In ${s} seconds this visit ends and your information is cleared.`, moreTime: 'Continue', endNow: 'End now',
    ending: 'Ending your visit and clearing your information',
  },
)
