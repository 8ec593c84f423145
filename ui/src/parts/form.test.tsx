import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import { Problem } from '@/api/problem'
import { prefer } from '@/app/preferences'
import { SchemaForm } from './SchemaForm'
import type { Schema, Value } from './schema'
import { validate } from './validate'

const schema: Schema = {
  type: 'object', required: ['name', 'limit'],
  properties: {
    name: { type: 'string', title: '单位名称', 'x-en': { title: 'Name' }, minLength: 2, maxLength: 4, pattern: '^[^x]*$' },
    limit: { type: 'string', format: 'money', title: '限额', 'x-minimum': '100', 'x-maximum': '20000' },
    from: { type: 'string', format: 'date', title: '日期' },
    n: { type: 'integer', title: '人数', minimum: 1, maximum: 9 },
    uses: { type: 'array', title: '用途', items: { type: 'string', enum: ['a', 'b'] }, maxItems: 1 },
    owners: { type: 'array', title: '所有人', items: { type: 'object', required: ['name'], properties: { name: { type: 'string', title: '姓名' } } } },
    place: { type: 'object', title: '地址', required: ['street'], properties: { street: { type: 'string', title: '街道' } } },
  },
}
const whole = { name: '通惠', limit: '10000' }
const says = (v: Value) => validate(schema, v, 'zh').map((f) => `${f.path} ${f.text}`)

describe('validate', () => {
  test('a whole value has no flaw, and a group that may be left out asks nothing', () => {
    expect(says(whole)).toEqual([])
    expect(says({ ...whole, place: {} })).toEqual([])
  })
  test.each([
    [{ limit: '100' }, '/name 请填写单位名称'], [{ ...whole, name: '一' }, '/name 单位名称至少 2 个字'], [{ ...whole, name: '𠮷𠮷𠮷𠮷𠮷' }, '/name 单位名称最多 4 个字'],
    [{ ...whole, name: 'axa' }, '/name 单位名称的格式不对，请核对'], [{ ...whole, limit: '1.234' }, '/limit 限额应为金额，最多两位小数，例如 1280.50'],
    [{ ...whole, limit: '99' }, '/limit 限额不能小于 ¥1.00'], [{ ...whole, limit: '20001' }, '/limit 限额不能大于 ¥200.00'],
    [{ ...whole, from: '2026-02-30' }, '/from 日期不是有效日期，请按 2026-11-23 的格式填写'], [{ ...whole, n: 1.5 }, '/n 人数应为整数'], [{ ...whole, n: 'x' }, '/n 人数应为数字'],
    [{ ...whole, uses: ['a', 'b'] }, '/uses 用途最多 1 项'], [{ ...whole, owners: [{ name: '甲' }, {}] }, '/owners/1/name 请填写姓名'], [{ ...whole, place: { street: '', x: '1' } }, '/place/street 请填写街道'],
  ])('%j', (value, sentence) => { expect(says(value as Value)).toEqual([sentence]) })
  test('four characters outside the basic plane are four', () => { expect(says({ ...whole, name: '𠮷𠮷𠮷𠮷' })).toEqual([]) })
  test('speaks English', () => { expect(validate(schema, {}, 'en').map((f) => f.text)[0]).toBe('Enter name') })
})

describe('SchemaForm', () => {
  test('shows a summary that takes focus and leads to the field', () => {
    prefer({ language: 'zh' })
    const send = vi.fn()
    render(<SchemaForm schema={schema} onSubmit={send} submit="提交申请" />)
    fireEvent.click(screen.getByRole('button', { name: '提交申请' }))
    expect(send).not.toHaveBeenCalled()
    expect(document.activeElement?.textContent).toContain('有 2 处需要修改')
    fireEvent.click(screen.getByRole('link', { name: '请填写单位名称' }))
    expect(document.activeElement).toBe(screen.getByLabelText('单位名称'))
    expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true')
  })
  test('sends minor units, and puts the faults of a refusal at their fields', async () => {
    prefer({ language: 'zh' })
    const send = vi.fn().mockRejectedValue(new Problem({ status: 422, code: 'x.y', detailZh: '户名不符。', errors: [{ path: '/name', detail: 'no', detailZh: '与登记不符' }] }))
    render(<SchemaForm schema={schema} onSubmit={send} submit="提交申请" />)
    fireEvent.change(screen.getByLabelText('单位名称'), { target: { value: '通惠' } })
    fireEvent.change(screen.getByLabelText('限额'), { target: { value: '1,00.5' } })
    fireEvent.click(screen.getByRole('button', { name: '提交申请' }))
    await waitFor(() => { expect(send).toHaveBeenCalledWith({ name: '通惠', limit: '10050' }) })
    await screen.findByText('户名不符。')
    expect(screen.getAllByText('与登记不符')).toHaveLength(2)
  })
})
