import { useTranslation } from 'react-i18next'
import type { Field } from '../api/definition'
import { FieldInput } from '../fields/FieldInput'
import { TagsInput } from '../fields/TagsInput'
import { Checkbox } from '@/ui/Checkbox'
import { Select } from '@/ui/Select'
import { takesList, takesNothing } from './operators'
import type { Condition } from './tree'

const relative = ['$today', '$today-7d', '$today-30d', '$today+7d', '$start_of_week', '$start_of_month', '$start_of_year', '$now']

type Props = { field: Field; condition: Condition; onChange: (value: unknown) => void; autoFocus?: boolean }

export function OperandInput({ field, condition, onChange, autoFocus }: Props) {
  const { t } = useTranslation()
  const { op, value } = condition
  const list = Array.isArray(value) ? value.map(String) : []
  if (takesNothing(op))
    return (
      <Select aria-label={t('Value')} value={value === false || value === 'false' ? 'no' : 'yes'} onChange={event => onChange(event.target.value === 'yes')}>
        <option value="yes">{t('Yes')}</option>
        <option value="no">{t('No')}</option>
      </Select>
    )
  if (op === 'between')
    return (
      <span className="flex items-center gap-1.5">
        <Single field={field} label={t('From')} value={list[0]} onChange={next => onChange([next, list[1] ?? ''])} />
        <Single field={field} label={t('To')} value={list[1]} onChange={next => onChange([list[0] ?? '', next])} />
      </span>
    )
  if (field.kind === 'enum' && takesList(op))
    return (
      <div role="group" aria-label={field.label} className="max-h-52 overflow-y-auto rounded-md border border-line p-1">
        {field.options?.map(option => (
          <label key={option.value} className="flex h-7 cursor-pointer items-center gap-2 rounded-md px-1.5 hover:bg-hover">
            <Checkbox checked={list.includes(option.value)} onChange={event => onChange(event.target.checked ? [...list, option.value] : list.filter(item => item !== option.value))} />
            {option.label}
          </label>
        ))}
      </div>
    )
  if (field.kind === 'relation') {
    if (field.relation?.resource === 'org.users' && !takesList(op))
      return (
        <div className="space-y-1.5">
          <FieldInput field={{ ...field, multiple: false }} value={value} onChange={onChange} aria-label={field.label} />
          <button type="button" className="text-xs font-medium text-accent-ink hover:underline" onClick={() => onChange('$me')}>{t('Whoever is looking (me)')}</button>
        </div>
      )
    return <FieldInput field={{ ...field, multiple: takesList(op) }} value={takesList(op) ? list : value} onChange={onChange} aria-label={field.label} />
  }
  if (takesList(op)) return <TagsInput value={list} onChange={onChange} aria-label={field.label} />
  return <Single field={field} label={field.label} value={value} onChange={onChange} autoFocus={autoFocus} />
}

type SingleProps = { field: Field; label: string; value: unknown; onChange: (value: unknown) => void; autoFocus?: boolean }

function Single({ field, label, value, onChange, autoFocus }: SingleProps) {
  const { t } = useTranslation()
  if (field.kind === 'money' || field.kind === 'decimal' || field.kind === 'integer')
    return <input className="control nums" inputMode="decimal" autoFocus={autoFocus} aria-label={label} value={value === undefined || value === null ? '' : String(value)} onChange={event => onChange(event.target.value.replace(',', '.'))} />
  if (field.kind === 'boolean')
    return (
      <Select aria-label={label} value={String(value === true || value === 'true')} onChange={event => onChange(event.target.value === 'true')}>
        <option value="true">{t('Yes')}</option>
        <option value="false">{t('No')}</option>
      </Select>
    )
  if (field.kind === 'date' || field.kind === 'timestamp') {
    const dynamic = typeof value === 'string' && value.startsWith('$')
    return (
      <span className="block min-w-0 flex-1 space-y-1.5">
        <Select aria-label={`${label}: ${t('relative')}`} value={dynamic ? String(value) : ''} onChange={event => onChange(event.target.value)}>
          <option value="">{t('A fixed day')}</option>
          {relative.map(item => <option key={item} value={item}>{item.slice(1).replace(/_/g, ' ')}</option>)}
        </Select>
        {!dynamic && <FieldInput field={field} value={value ?? ''} onChange={onChange} aria-label={label} />}
      </span>
    )
  }
  if (field.kind === 'enum') return <FieldInput field={{ ...field, required: true }} value={value} onChange={onChange} aria-label={label} />
  return <input className="control" autoFocus={autoFocus} aria-label={label} value={value === undefined || value === null ? '' : String(value)} onChange={event => onChange(event.target.value)} />
}
