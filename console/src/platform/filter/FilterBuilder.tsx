import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Definition, fieldAt, pathOf } from '../api/definition'
import { Button, IconButton } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { Select } from '@/ui/Select'
import { withOperator } from './ConditionEditor'
import { OperandInput } from './OperandInput'
import { operatorLabels, operatorsOf } from './operators'
import { childrenOf, type Condition, type Filter, type Group, groupOf, isGroup, joinOf, tidy } from './tree'

type Props = { definition: Definition; filter?: Filter; onApply: (filter: Filter | undefined) => void; onClose: () => void }

export function FilterBuilder({ definition, filter, onApply, onClose }: Props) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<Group>(() => (!filter ? { and: [] } : isGroup(filter) ? filter : { and: [filter] }))
  return (
    <Dialog
      open
      wide
      onOpenChange={open => !open && onClose()}
      title={t('Advanced filter')}
      description={t('Combine rules and groups; the result is part of the address.')}
      footer={
        <>
          <Button look="ghost" onClick={() => setDraft({ and: [] })} className="mr-auto">{t('Clear')}</Button>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="primary" onClick={() => onApply(tidy(draft))}>{t('Apply')}</Button>
        </>
      }
    >
      <GroupEditor definition={definition} group={draft} onChange={setDraft} depth={0} />
    </Dialog>
  )
}

type GroupProps = { definition: Definition; group: Group; onChange: (group: Group) => void; onRemove?: () => void; depth: number }

function GroupEditor({ definition, group, onChange, onRemove, depth }: GroupProps) {
  const { t } = useTranslation()
  const join = joinOf(group)
  const children = childrenOf(group)
  const set = (next: Filter[]) => onChange(groupOf(join, next))
  const replace = (index: number, next?: Filter) => set(children.flatMap((child, at) => (at === index ? (next ? [next] : []) : [child])))
  const fresh = (): Condition => {
    const field = fieldAt(definition, definition.filters?.[0] ?? '') ?? definition.fields[0]
    return { field: pathOf(field), op: operatorsOf(field)[0] }
  }
  return (
    <fieldset className={depth ? 'rounded-lg border border-line bg-sunken p-3' : ''}>
      <legend className="sr-only">{t('Group of rules')}</legend>
      <div className="mb-2 flex items-center gap-2">
        <Select aria-label={t('How the rules combine')} className="w-40" value={join} onChange={event => onChange(groupOf(event.target.value as 'and' | 'or', children))}>
          <option value="and">{t('All of these')}</option>
          <option value="or">{t('Any of these')}</option>
        </Select>
        {onRemove && <IconButton label={t('Remove the group')} onClick={onRemove} className="ml-auto"><Trash2 size={14} aria-hidden /></IconButton>}
      </div>
      <div className="space-y-2">
        {children.map((child, index) =>
          isGroup(child) ? (
            <GroupEditor key={index} definition={definition} group={child} depth={depth + 1} onChange={next => replace(index, next)} onRemove={() => replace(index)} />
          ) : (
            <Rule key={index} definition={definition} condition={child} onChange={next => replace(index, next)} onRemove={() => replace(index)} />
          ),
        )}
      </div>
      <div className="mt-2 flex gap-1">
        <Button look="ghost" size="sm" icon={<Plus size={13} aria-hidden />} onClick={() => set([...children, fresh()])}>{t('Rule')}</Button>
        {depth < 3 && <Button look="ghost" size="sm" icon={<Plus size={13} aria-hidden />} onClick={() => set([...children, groupOf(join === 'and' ? 'or' : 'and', [fresh()])])}>{t('Group')}</Button>}
      </div>
    </fieldset>
  )
}

function Rule({ definition, condition, onChange, onRemove }: { definition: Definition; condition: Condition; onChange: (next: Condition) => void; onRemove: () => void }) {
  const { t } = useTranslation()
  const field = fieldAt(definition, condition.field) ?? definition.fields[0]
  const choose = (path: string) => {
    const next = fieldAt(definition, path) ?? definition.fields[0]
    onChange({ field: path, op: operatorsOf(next)[0], value: next.kind === 'boolean' ? true : undefined })
  }
  return (
    <div className="flex flex-wrap items-start gap-1.5">
      <Select aria-label={t('Field')} className="w-full sm:w-44" value={condition.field} onChange={event => choose(event.target.value)}>
        {definition.fields.filter(item => item.filterable !== false).map(item => <option key={item.name} value={pathOf(item)}>{item.label}</option>)}
      </Select>
      <Select aria-label={t('Operator')} className="w-36" value={condition.op} onChange={event => onChange(withOperator(condition, event.target.value))}>
        {operatorsOf(field).map(op => <option key={op} value={op}>{t(operatorLabels[op])}</option>)}
      </Select>
      <div className="min-w-36 flex-1"><OperandInput field={field} condition={condition} onChange={value => onChange({ ...condition, value })} /></div>
      <IconButton label={t('Remove the rule')} onClick={onRemove}><Trash2 size={14} aria-hidden /></IconButton>
    </div>
  )
}
