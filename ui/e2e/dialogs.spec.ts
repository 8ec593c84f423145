import { expect, test } from './harness/test'

// A dialog takes the focus into its first field and gives it back to what opened it, with motion and without.

for (const motion of ['reduce', 'no-preference'] as const)
  test(`a dialog takes the focus and returns it, motion ${motion}`, async ({ enter }) => {
    const page = await enter('wangjianjun', { face: 'business', hat: 'firm', path: '/security' })
    await page.emulateMedia({ reducedMotion: motion })
    const button = page.getByRole('button', { name: '添加通行密钥' })
    await button.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('textbox')).toBeFocused()
    // The focus stays inside, or goes to the browser's own bar.
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('Tab')
      expect(await dialog.evaluate((d) => d.contains(document.activeElement) || document.activeElement === document.body || document.activeElement?.closest('.ant-modal-root') !== null)).toBe(true)
    }
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
    await expect(button).toBeFocused()
  })
