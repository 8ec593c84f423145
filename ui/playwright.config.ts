import { defineConfig } from '@playwright/test'

/**
 * Stories run in a real Chromium against a running bank: TONGHUI_URL names it (the built pages alone, without a bank, are
 * served when it is absent), TONGHUI_CHROMIUM the browser.
 */
const url = process.env.TONGHUI_URL

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 8_000 },
  workers: 1,
  forbidOnly: true,
  retries: 1, // a busy machine is no fault of a page; a story that fails twice is
  reporter: [['list']],
  use: {
    baseURL: url ?? 'http://localhost:4173',
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    screenshot: 'only-on-failure',
    actionTimeout: 8_000,
    launchOptions: {
      executablePath: process.env.TONGHUI_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    },
  },
  webServer: url ? undefined : { command: 'npm run preview -- --port 4173 --strictPort', port: 4173, reuseExistingServer: true },
})
