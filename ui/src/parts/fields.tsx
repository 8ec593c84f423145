import { DeleteOutlined, PaperClipOutlined, PlusOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Input from 'antd/es/input'
import Radio from 'antd/es/radio'
import Select from 'antd/es/select'
import { useLayoutEffect, useRef, useState } from 'react'
import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { formatMoney, plainMoney, symbolOf, toMinor } from './amount'
import { FieldFrame, type ControlProps } from './FieldFrame'
import { choicesOf, kindOf, pointer, textsOf, type Flaw, type Group, type Schema, type Value } from './schema'
import { kindNames } from './validate'
import { words } from './words'

interface FieldProps {
  schema: Schema
  name: string
  value: Value
  onChange: (value: Value) => void
  /** JSON pointer of the field; with `id` before it, the id of its control. */
  path: string
  id: string
  required: boolean
  flaws: readonly Flaw[]
}

/** The fields of an object, in the order of its properties. */
export function GroupFields(props: { schema: Schema; value: Group; onChange: (v: Group) => void; path: string; id: string; flaws: readonly Flaw[] }) {
  const { schema, value, onChange, path, id, flaws } = props
  return (
    <>
      {Object.entries(schema.properties ?? {}).map(([name, child]) => (
        <Field
          key={name} schema={child} name={name} value={value[name]} path={pointer(path, name)} id={id} flaws={flaws}
          required={schema.required?.includes(name) ?? false} onChange={(v) => { onChange({ ...value, [name]: v }) }}
        />
      ))}
    </>
  )
}

function Field(props: FieldProps) {
  const kind = kindOf(props.schema)
  const { language } = usePreferences()
  const { title, description } = textsOf(props.schema, props.name, language)
  const hint = useHint(props.schema, description)
  if (kind === 'group') {
    return (
      <fieldset className="form-group">
        <legend>{title}</legend>
        {description && <p className="field-hint">{description}</p>}
        <GroupFields schema={props.schema} value={(props.value ?? {}) as Group} onChange={props.onChange} path={props.path} id={props.id} flaws={props.flaws} />
      </fieldset>
    )
  }
  if (kind === 'repeat') return <Repeat {...props} />
  if (kind === 'multi' || kind === 'yesno' || (kind === 'choice' && choicesOf(props.schema, language).length <= 5)) return <Choices {...props} />
  const error = props.flaws.find((f) => f.path === props.path)?.text
  return (
    <FieldFrame label={title} id={props.id + props.path} hint={hint} error={error} optional={!props.required}>
      {(control) => <Control {...props} control={control} />}
    </FieldFrame>
  )
}

/** What the schema says of a field, and how it is to be written. */
function useHint(schema: Schema, text: string): string {
  const w = useWords(words)
  const accept = schema['x-accept']
  const own = schema.format === 'date' ? w.dateHint : accept ? w.fileKinds(kindNames(accept), Math.floor((schema['x-maxBytes'] ?? 20_000_000) / 1_000_000)) : ''
  return [text, own].filter(Boolean).join(' ')
}

function Control({ schema, value, onChange, control }: FieldProps & { control: ControlProps }) {
  const w = useWords(words)
  const { language } = usePreferences()
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  const blank = (t: string) => { onChange(t === '' ? undefined : t) }
  switch (kindOf(schema)) {
    case 'area':
      return <Input.TextArea {...control} rows={4} value={text} showCount={schema.maxLength ? { formatter: ({ count }) => `${count}/${schema.maxLength ?? ''}` } : false} onChange={(e) => { blank(e.target.value) }} />
    case 'number':
      return <Input {...control} className="short figures" inputMode="decimal" value={text} onChange={(e) => { onChange(asNumber(e.target.value)) }} />
    case 'money':
      return <MoneyInput control={control} currency={schema.currency} value={text} onChange={onChange} />
    case 'date':
      return <Input {...control} className="short figures" inputMode="numeric" placeholder="2026-11-23" maxLength={10} value={text} onChange={(e) => { blank(asDate(e.target.value)) }} />
    case 'choice':
      return <Select {...control} showSearch={{ optionFilterProp: 'label' }} allowClear placeholder={w.choose} value={text || undefined} options={choicesOf(schema, language)} onChange={(v: string | undefined) => { onChange(v) }} />
    case 'file':
      return <FileInput control={control} schema={schema} value={value instanceof File ? value : undefined} onChange={onChange} />
    default:
      return <Input {...control} type={schema.format === 'email' ? 'email' : 'text'} value={text} onChange={(e) => { blank(e.target.value) }} />
  }
}

/** A number when it is one; the text otherwise, so that the check can say so. */
function asNumber(typed: string): Value {
  const t = typed.normalize('NFKC').trim()
  if (t === '') return undefined
  return /^-?\d+(\.\d+)?$/.test(t) ? Number(t) : t
}

/** `20261123`, `2026/11/23` and `2026年11月23日` become 2026-11-23. */
export function asDate(typed: string): string {
  const t = typed.normalize('NFKC').trim()
  const m = /^(\d{4})(\d{2})(\d{2})$/.exec(t) ?? /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(t)
  if (!m || (m[3]?.length === 1 && !t.endsWith('日'))) return t
  return `${m[1] ?? ''}-${(m[2] ?? '').padStart(2, '0')}-${(m[3] ?? '').padStart(2, '0')}`
}

/** An amount: typed freely, kept in minor units, written out when the field is left. */
export function MoneyInput({ control, currency = 'CNY', value, onChange }: { control: ControlProps; currency?: string; value: string; onChange: (v: string | undefined) => void }) {
  const [typed, setTyped] = useState<string>()
  const known = /^-?\d+$/.test(value)
  // Going into the field writes the amount without separators, which would undo the selection that Tab makes.
  const entered = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => {
    entered.current?.select()
    entered.current = null
  }, [typed])
  const shown = typed ?? (known ? formatMoney(value, currency).replace(symbolOf(currency), '') : value)
  return (
    <Input
      {...control} className="short figures" inputMode="decimal" prefix={symbolOf(currency)} value={shown}
      onFocus={(e) => {
        setTyped(known ? plainMoney(value, currency) : value)
        entered.current = e.currentTarget
      }}
      onBlur={() => { setTyped(undefined) }}
      onChange={(e) => {
        setTyped(e.target.value)
        onChange(e.target.value === '' ? undefined : (toMinor(e.target.value, currency) ?? e.target.value))
      }}
    />
  )
}

function FileInput({ control, schema, value, onChange }: { control: ControlProps; schema: Schema; value?: File; onChange: (v: Value) => void }) {
  const w = useWords(words)
  const input = useRef<HTMLInputElement>(null)
  return (
    <div className="file">
      <input
        id={control.id} aria-describedby={control['aria-describedby']} aria-invalid={control['aria-invalid']} ref={input} type="file" className="unseen" accept={schema['x-accept']?.join(',')}
        onChange={(e) => { onChange(e.target.files?.[0]); e.target.value = '' }}
      />
      <Button icon={<PaperClipOutlined />} tabIndex={-1} onClick={() => input.current?.click()}>{w.chooseFile}</Button>
      {value && (
        <span className="file-name">{value.name}
          <Button type="text" icon={<DeleteOutlined />} aria-label={w.removeFile} onClick={() => { onChange(undefined) }} />
        </span>
      )}
    </div>
  )
}

/** Few choices, all in sight. */
function Choices(props: FieldProps) {
  const { schema, name, value, onChange, path, id, required, flaws } = props
  const w = useWords(words)
  const { language } = usePreferences()
  const { title, description } = textsOf(schema, name, language)
  const error = flaws.find((f) => f.path === path)?.text
  const kind = kindOf(schema)
  const at = id + path
  const options = kind === 'yesno' ? [{ value: 'yes', label: w.yes }, { value: 'no', label: w.no }] : choicesOf(schema, language)
  return (
    <fieldset className={error ? 'field field-bad' : 'field'} id={at} aria-describedby={error ? `${at}-error` : undefined}>
      <legend className="field-label">{title}{!required && <span className="field-optional">{w.optional}</span>}</legend>
      {description && <p className="field-hint">{description}</p>}
      {error && <p className="field-error" id={`${at}-error`}>{error}</p>}
      {kind === 'multi'
        ? <Checkbox.Group options={options} value={Array.isArray(value) ? (value as string[]) : []} onChange={(v) => { onChange(v) }} />
        : (
          <Radio.Group
            name={at} options={options} value={kind === 'yesno' ? (value === undefined ? undefined : value === true ? 'yes' : 'no') : value}
            onChange={(e) => { const v = e.target.value as string; onChange(kind === 'yesno' ? v === 'yes' : v) }}
          />
        )}
    </fieldset>
  )
}

/** A group that repeats: each with its number, and a button for one more. */
function Repeat({ schema, name, value, onChange, path, id, flaws }: FieldProps) {
  const w = useWords(words)
  const { language } = usePreferences()
  const { title, description } = textsOf(schema, name, language)
  const items = Array.isArray(value) ? (value as Group[]) : []
  const error = flaws.find((f) => f.path === path)?.text
  return (
    <fieldset className="form-group" id={id + path}>
      <legend>{title}</legend>
      {description && <p className="field-hint">{description}</p>}
      {error && <p className="field-error">{error}</p>}
      {items.map((item, i) => (
        <div className="repeat" key={i}>
          <div className="repeat-head">
            <span>{w.item(i + 1)}</span>
            <Button type="text" icon={<DeleteOutlined />} aria-label={w.remove(i + 1)} onClick={() => { onChange(items.filter((_, j) => j !== i)) }} />
          </div>
          <GroupFields
            schema={schema.items ?? {}} value={item} path={pointer(path, i)} id={id} flaws={flaws}
            onChange={(v) => { onChange(items.map((old, j) => (j === i ? v : old))) }}
          />
        </div>
      ))}
      {items.length < (schema.maxItems ?? 50) && <Button icon={<PlusOutlined />} onClick={() => { onChange([...items, {}]) }}>{w.add}</Button>}
    </fieldset>
  )
}
