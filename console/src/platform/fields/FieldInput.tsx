import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Field, Money } from '../api/definition'
import { useMe } from '../api/session'
import { Checkbox } from '@/ui/Checkbox'
import { Select } from '@/ui/Select'
import { FileInput } from '../files/FileInput'
import { RelationPicker } from './RelationPicker'
import { TagsInput } from './TagsInput'

export type InputProps = {
  field: Field
  value: unknown
  onChange: (value: unknown) => void
  id?: string
  autoFocus?: boolean
  'aria-label'?: string
  'aria-describedby'?: string
  'aria-invalid'?: boolean
  'aria-required'?: boolean
}

const text = (value: unknown) => (value === null || value === undefined ? '' : String(value))
const orNull = (value: string) => (value === '' ? null : value)

/** The control for one value, by the kind of its field. An emptied control means null. */
export function FieldInput({ field, value, onChange, ...rest }: InputProps) {
  const { t } = useTranslation()
  switch (field.kind) {
    case 'long_text':
      return <textarea className="control h-auto min-h-24 py-2 leading-normal" rows={4} maxLength={field.max_length ?? undefined} value={text(value)} onChange={event => onChange(orNull(event.target.value))} {...rest} />
    case 'integer':
      return <input className="control nums" inputMode="numeric" type="number" step={1} min={field.min ?? undefined} max={field.max ?? undefined} value={text(value)} onChange={event => onChange(event.target.value === '' ? null : Number(event.target.value))} {...rest} />
    case 'decimal':
      return <input className="control nums" inputMode="decimal" value={text(value)} onChange={event => onChange(orNull(event.target.value.replace(',', '.')))} {...rest} />
    case 'money':
      return <MoneyInput value={value as Money | null} onChange={onChange} {...rest} />
    case 'boolean':
      return <Checkbox checked={value === true} onChange={event => onChange(event.target.checked)} {...rest} />
    case 'date':
      return <input className="control nums" type="date" value={text(value).slice(0, 10)} onChange={event => onChange(orNull(event.target.value))} {...rest} />
    case 'timestamp':
      return <input className="control nums" type="datetime-local" value={toLocal(text(value))} onChange={event => onChange(event.target.value ? new Date(event.target.value).toISOString() : null)} {...rest} />
    case 'enum':
      return (
        <Select value={text(value)} onChange={event => onChange(orNull(event.target.value))} {...rest}>
          {(!field.required || !value) && <option value="">{field.required ? t('Choose …') : '—'}</option>}
          {field.options?.map(option => <option key={option.value} value={option.value}>{option.label}</option>)}
        </Select>
      )
    case 'tags':
      return field.relation ? <RelationPicker multiple resource={field.relation.resource} value={value} onChange={onChange} {...rest} /> : <TagsInput value={(value as string[] | null) ?? []} onChange={onChange} options={field.options?.map(option => option.value)} {...rest} />
    case 'relation':
      return <RelationPicker resource={field.relation?.resource ?? ''} multiple={field.multiple || field.name.endsWith('_ids')} value={value} onChange={onChange} clearable={!field.required} {...rest} />
    case 'file':
      return <FileInput field={field} value={value} onChange={onChange} {...rest} />
    case 'json':
      return <JsonInput value={value} onChange={onChange} {...rest} />
    default: {
      const type = field.kind === 'email' ? 'email' : field.kind === 'phone' ? 'tel' : field.kind === 'url' ? 'url' : 'text'
      return <input className="control" type={type} maxLength={field.max_length ?? undefined} value={text(value)} onChange={event => onChange(orNull(event.target.value))} {...rest} />
    }
  }
}

function toLocal(value: string): string {
  if (!value) return ''
  const at = new Date(value)
  return Number.isNaN(at.getTime()) ? '' : new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'NOK', 'SEK', 'DKK', 'PLN', 'CZK', 'JPY', 'CAD', 'AUD']

type MoneyProps = Omit<InputProps, 'field' | 'value'> & { value: Money | null }

function MoneyInput({ value, onChange, ...rest }: MoneyProps) {
  const { t } = useTranslation()
  const usual = useMe()?.defaults?.currency ?? 'EUR'
  const [currency, setCurrency] = useState(value?.currency ?? usual)
  const set = (amount: string, unit: string) => onChange(amount === '' ? null : { amount, currency: unit })
  return (
    <span className="flex gap-1.5">
      <input className="control nums flex-1 text-right" inputMode="decimal" placeholder="0.00" value={value?.amount ?? ''} onChange={event => set(event.target.value.replace(',', '.'), currency)} {...rest} />
      <Select
        aria-label={t('Currency')}
        className="w-20"
        value={currency}
        onChange={event => {
          setCurrency(event.target.value)
          if (value) set(value.amount, event.target.value)
        }}
      >
        {[...new Set([currency, ...currencies])].map(code => <option key={code}>{code}</option>)}
      </Select>
    </span>
  )
}

function JsonInput({ value, onChange, ...rest }: Omit<InputProps, 'field'>) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState(() => (value === null || value === undefined ? '' : JSON.stringify(value, null, 2)))
  const [broken, setBroken] = useState(false)
  const edit = (next: string) => {
    setDraft(next)
    try {
      onChange(next.trim() ? (JSON.parse(next) as unknown) : null)
      setBroken(false)
    } catch {
      setBroken(true)
    }
  }
  return (
    <span className="block">
      <textarea className="control h-auto min-h-28 py-2 font-mono text-xs leading-relaxed" spellCheck={false} value={draft} onChange={event => edit(event.target.value)} {...rest} aria-invalid={broken || rest['aria-invalid']} />
      {broken && <span role="alert" className="mt-1 block text-xs font-medium text-danger">{t('This is no valid JSON; the last valid text is kept.')}</span>}
    </span>
  )
}
