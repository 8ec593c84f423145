import Button from 'antd/es/button'
import { useState } from 'react'
import { Problem } from '@/api/problem'
import { useWords } from '@/app/i18n'
import { Approve } from '@/parts/Approve'
import { Money } from '@/parts/Money'
import { Facts, Section } from '@/parts/Page'
import { SchemaForm } from '@/parts/SchemaForm'
import { RequireStepUp } from '@/parts/StepUp'
import { schema } from './samples'
import { words } from './words'

const refuse = () => Promise.reject(new Problem({
  status: 422, code: 'party.name_unknown', instance: '01JDCZ7Q0M4T9E6F5W2N8K3B1C', detailZh: '单位名称与登记不符，未提交。请核对后重填。', detailEn: 'The name is not the registered one; nothing was sent. Check it.',
  errors: [{ path: '/name', detail: 'Not the registered name.', detailZh: '与市场监管登记不符' }],
}))

/** Forms and decisions. */
export function Deciding() {
  const w = useWords(words)
  const [item, setItem] = useState(0)
  const [proving, setProving] = useState(false)
  return (
    <>
      <Section title={w.form}>
        <SchemaForm schema={schema} initial={{ name: '通州', limit: '98765432109876', owners: [{ name: w.name }] }} onSubmit={refuse} />
      </Section>
      <Section title={w.approve}>
        <Approve
          item={String(item)} title={w.approveTitle} left={3} onDecide={() => Promise.resolve()} onNext={() => { setItem(item + 1) }}
          evidence={<Facts facts={[{ label: w.asked, value: w.longName }, { label: w.why, value: w.whyText }]} />}
          changes={[
            { label: w.limit, before: <Money minor="20000000" />, after: <Money minor="98765432109876" /> },
            { label: w.until, before: '2026-11-30', after: '2027-02-28' }, { label: w.contact, after: w.name },
          ]}
          trace={[{ rule: w.rule1, passed: true }, { rule: w.rule2, passed: false, detail: w.rule2d }]}
        />
      </Section>
      <Section title={w.approve}>
        <Approve item="own" own title={w.approveTitle} evidence={<Facts facts={[{ label: w.asked, value: w.name }]} />} onDecide={() => Promise.resolve()} onNext={() => undefined} />
      </Section>
      <Section title={w.stepUp}>
        <Button onClick={() => { setProving(true) }}>{w.openDialog}</Button>
        {proving && <RequireStepUp onDone={() => { setProving(false) }} onCancel={() => { setProving(false) }} />}
      </Section>
    </>
  )
}
