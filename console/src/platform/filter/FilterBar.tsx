import { ListFilter, SlidersHorizontal, X } from 'lucide-react'
import { type Ref, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Definition, type Field, fieldAt, pathOf } from '../api/definition'
import { Value } from '../fields/Value'
import { Button, buttonClass } from '@/ui/Button'
import { Popover } from '@/ui/Popover'
import { ConditionEditor } from './ConditionEditor'
import { FilterBuilder } from './FilterBuilder'
import { operatorLabels, operatorsOf, takesNothing } from './operators'
import { and, type Condition, countOf, type Filter, flat, tidy } from './tree'

type Props = { definition: Definition; filter?: Filter; onChange: (filter: Filter | undefined) => void; buttonRef?: Ref<HTMLButtonElement> }

/** Chips cover the plain "all of these"; anything nested shows as one chip that opens the builder. */
export function FilterBar({ definition, filter, onChange, buttonRef }: Props) {
  const { t } = useTranslation()
  const [builder, setBuilder] = useState(false)
  const conditions = flat(filter)
  const replace = (index: number, next: Condition | undefined) => onChange(tidy({ and: conditions!.flatMap((item, at) => (at === index ? (next ? [next] : []) : [item])) }))
  return (
    <>
      {conditions ? (
        conditions.map((condition, index) => <Chip key={`${condition.field}${condition.op}${index}`} definition={definition} condition={condition} onChange={next => replace(index, next)} />)
      ) : (
        <span className="inline-flex h-7 items-center overflow-hidden rounded-md border border-line-strong bg-panel text-xs shadow-sm">
          <button type="button" className="h-full px-2 hover:bg-sunken" onClick={() => setBuilder(true)}>{t('Advanced filter: {{count}} rules', { count: countOf(filter) })}</button>
          <Remove label={t('Remove the filter')} onClick={() => onChange(undefined)} />
        </span>
      )}
      {conditions && <AddFilter definition={definition} buttonRef={buttonRef} onAdd={condition => onChange(and(filter, condition))} onAdvanced={() => setBuilder(true)} />}
      {builder && <FilterBuilder definition={definition} filter={filter} onClose={() => setBuilder(false)} onApply={next => { onChange(next); setBuilder(false) }} />}
    </>
  )
}

const Remove = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <button type="button" aria-label={label} onClick={onClick} className="grid h-full w-6 place-items-center border-l border-line text-ink-3 hover:bg-sunken hover:text-ink">
    <X size={12} aria-hidden />
  </button>
)

export function ConditionText({ field, condition }: { field: Field; condition: Condition }) {
  const { t } = useTranslation()
  const values = Array.isArray(condition.value) ? condition.value : [condition.value]
  return (
    <>
      <span className="text-ink-3">{field.label}</span> <span className="text-ink-3">{t(operatorLabels[condition.op] ?? condition.op)}</span>{' '}
      {!takesNothing(condition.op) && (
        <span className="font-medium text-ink">
          {values.map((value, index) => (
            <span key={index}>{index > 0 && (condition.op === 'between' ? ` ${t('and')} ` : ', ')}<ChipValue field={field} value={value} /></span>
          ))}
        </span>
      )}
      {takesNothing(condition.op) && condition.value === false && <span className="font-medium">({t('not')})</span>}
    </>
  )
}

function ChipValue({ field, value }: { field: Field; value: unknown }) {
  const { t } = useTranslation()
  if (value === '$me') return <>{t('me')}</>
  if (typeof value === 'string' && value.startsWith('$')) return <>{value.slice(1).replace(/_/g, ' ')}</>
  if (field.kind === 'enum') return <>{field.options?.find(option => option.value === value)?.label ?? String(value)}</>
  if (field.kind === 'boolean') return <>{value === true || value === 'true' ? t('Yes') : t('No')}</>
  if (field.kind === 'relation' && value) return <Value field={field} value={value} plain />
  return <>{typeof value === 'object' && value ? JSON.stringify(value) : String(value ?? '')}</>
}

function Chip({ definition, condition, onChange }: { definition: Definition; condition: Condition; onChange: (next: Condition | undefined) => void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const field = fieldAt(definition, condition.field) ?? { name: condition.field, label: condition.field, kind: 'text' as const }
  return (
    <span className="inline-flex h-7 max-w-full items-center overflow-hidden rounded-md border border-line-strong bg-panel text-xs shadow-sm">
      <Popover
        open={open}
        onOpenChange={setOpen}
        label={t('Filter')}
        className="w-72 p-3"
        trigger={<button type="button" className="flex h-full min-w-0 items-center gap-1 truncate px-2 hover:bg-sunken"><ConditionText field={field} condition={condition} /></button>}
      >
        <ConditionEditor definition={definition} condition={condition} onApply={next => { onChange(next); setOpen(false) }} />
      </Popover>
      <Remove label={t('Remove the filter on {{name}}', { name: field.label })} onClick={() => onChange(undefined)} />
    </span>
  )
}

function AddFilter({ definition, buttonRef, onAdd, onAdvanced }: { definition: Definition; buttonRef?: Ref<HTMLButtonElement>; onAdd: (condition: Condition) => void; onAdvanced: () => void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [field, setField] = useState<Field>()
  const [text, setText] = useState('')
  const first = (definition.filters ?? []).map(path => fieldAt(definition, path)).filter(item => !!item)
  const rest = definition.fields.filter(item => item.filterable !== false && !first.includes(item))
  const list = [...first, ...rest].filter(item => item.label.toLowerCase().includes(text.toLowerCase()))
  const change = (next: boolean) => {
    setOpen(next)
    setField(undefined)
    setText('')
  }
  return (
    <Popover
      open={open}
      onOpenChange={change}
      label={t('Add a filter')}
      className={field ? 'w-72 p-3' : 'w-60 p-0'}
      trigger={<button ref={buttonRef} type="button" className={`${buttonClass('ghost', 'sm')} border border-dashed border-line-strong`}><ListFilter size={13} aria-hidden /> {t('Filter')}</button>}
    >
      {field ? (
        <ConditionEditor definition={definition} condition={{ field: pathOf(field), op: operatorsOf(field)[0], value: undefined }} onApply={condition => { onAdd(condition); change(false) }} />
      ) : (
        <>
          <input aria-label={t('Find a field')} placeholder={t('Find a field')} value={text} onChange={event => setText(event.target.value)} onKeyDown={event => event.key === 'Enter' && list[0] && setField(list[0])} className="h-9 w-full border-b border-line bg-transparent px-3 outline-none" />
          <ul className="max-h-72 overflow-y-auto p-1">
            {list.map(item => (
              <li key={item.name}>
                <button type="button" className="h-8 w-full truncate rounded-md px-2 text-left hover:bg-hover" onClick={() => setField(item)}>{item.label}</button>
              </li>
            ))}
          </ul>
          <div className="border-t border-line p-1">
            <Button look="ghost" className="w-full justify-start px-2" icon={<SlidersHorizontal size={14} aria-hidden />} onClick={() => { change(false); onAdvanced() }}>{t('Advanced filter')}</Button>
          </div>
        </>
      )}
    </Popover>
  )
}
