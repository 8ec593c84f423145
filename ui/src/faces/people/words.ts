import { declareWords } from '@/app/i18n'

export const words = declareWords(
  { welcome: (name: string) => `您好，${name}`, lead: '账户、授权和隐私，都在这里。', where: '常用' },
  { welcome: (name) => `Hello, ${name}`, lead: 'Your accounts, who acts for you, and your privacy.', where: 'Your places' },
)
