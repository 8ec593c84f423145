import { declareWords } from '@/app/i18n'

export const words = declareWords(
  { welcome: (name: string) => `${name}`, lead: '今日待办、账务和风险。', where: '工作' },
  { welcome: (name) => `${name}`, lead: 'Work, books and risks of today.', where: 'Your work' },
)
