import { declareWords } from '@/app/i18n'

export const words = declareWords(
  {
    title: '登录通惠', lead: '个人、企业、政府部门和本行员工使用同一个登录。', name: '登录名或手机号', password: '密码', next: '登录',
    passkey: '使用通行密钥登录', passkeyWhy: '用指纹、面容或设备密码，不必输入密码。', passkeyFailed: '未能使用通行密钥。请重试，或改用密码登录。', or: '或用密码',
    nameMissing: '请填写登录名或手机号', passwordMissing: '请填写密码',
    second: '输入动态口令', secondLead: '请打开您的身份验证器，填写六位动态口令。', code: '动态口令', codeMissing: '请填写六位动态口令', verify: '验证', restart: '换一个账户登录',
    first: '第一次使用', activate: '激活账户', activateLead: '请填写柜面或短信给您的激活码，并设置密码。', activation: '激活码', activationMissing: '请填写激活码', newPassword: '设置密码',
    newPasswordHint: '至少 12 个字符，可用一句您记得住的话。', newPasswordShort: '密码至少 12 个字符', activateDo: '激活并登录', back: '返回登录',
    choose: '以什么身份办理', chooseLead: '之后可随时在页面上方切换，不必重新登录。', chooseFace: '选择入口', chooseFaceLead: '一个账户，办理个人、企业和政务的事。', signIn: '登录',
    peopleText: '账户、缴费、办事', businessText: '收付、融资、票据', governmentText: '财政、监管、服务', kioskText: '自助终端', opsText: '本行员工',
    self: '本人', motto: '一本账，惠及百业',
  },
  {
    title: 'Sign in to Tonghui', lead: 'People, businesses, agencies and bank staff all sign in here.', name: 'User name or phone', password: 'Password', next: 'Sign in',
    passkey: 'Sign in with a passkey', passkeyWhy: 'Your fingerprint, face or device PIN instead of a password.', passkeyFailed: 'The passkey could not be used. Try again, or sign in with your password.', or: 'or with a password',
    nameMissing: 'Enter your user name or phone number', passwordMissing: 'Enter your password',
    second: 'Enter your one-time code', secondLead: 'Open your authenticator and enter the six digits it shows.', code: 'One-time code', codeMissing: 'Enter the six digits', verify: 'Verify', restart: 'Sign in as somebody else',
    first: 'First time here', activate: 'Activate your account', activateLead: 'Enter the activation code from the branch or the text message, and set a password.', activation: 'Activation code', activationMissing: 'Enter the activation code', newPassword: 'Set a password',
    newPasswordHint: 'At least 12 characters; a sentence you remember is good.', newPasswordShort: 'The password needs at least 12 characters', activateDo: 'Activate and sign in', back: 'Back to sign-in',
    choose: 'Who are you acting for?', chooseLead: 'You can change at the top of any page without signing in again.', chooseFace: 'Where would you like to go?', chooseFaceLead: 'One account for personal, business and public affairs.', signIn: 'Sign in',
    peopleText: 'Accounts, bills, services', businessText: 'Payments, credit, bills', governmentText: 'Treasury, supervision, services', kioskText: 'Self-service terminal', opsText: 'Bank staff',
    self: 'Myself', motto: 'One ledger, for everyone',
  },
)
