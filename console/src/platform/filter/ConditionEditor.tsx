import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Definition, fieldAt } from '../api/definition'
import { Button } from '@/ui/Button'
import { Select } from '@/ui/Select'
import { OperandInput } from './OperandInput'
import { operatorLabels, operatorsOf, takesList, takesNothing } from './operators'
import type { Condition } from './tree'

type Props = { definition: Definition; condition: Condition; onApply: (condition: Condition) => void }

const complete = (condition: Condition) =>
  takesNothing(condition.op) || (takesList(condition.op) ? Array.isArray(condition.value) && condition.value.length > 0 : condition.op === 'between' ? Array.isArray(condition.value) && condition.value.every(Boolean) && condition.value.length === 2 : condition.value !== undefined && condition.value !== null && condition.value !== '')

/** Keeps the value when the operator changes as long as its shape still fits. */
export const withOperator = (condition: Condition, op: string): Condition => ({
  ...condition,
  op,
  value: takesNothing(op) ? true : takesList(op) ? (Array.isArray(condition.value) ? condition.value : condition.value ? [condition.value] : []) : op === 'between' ? [] : Array.isArray(condition.value) ? condition.value[0] : condition.value === true ? undefined : condition.value,
})

export function ConditionEditor({ definition, condition, onApply }: Props) {
  const { t } = useTranslation()
  const field = fieldAt(definition, condition.field)
  const [draft, setDraft] = useState<Condition>(() => (field?.kind === 'enum' && condition.value === undefined ? { ...condition, op: 'in', value: [] } : field?.kind === 'boolean' && condition.value === undefined ? { ...condition, value: true } : condition))
  if (!field) return <p>{t('This field does not exist any more.')}</p>
  return (
    <form
      className="space-y-2"
      onSubmit={event => {
        event.preventDefault()
        if (complete(draft)) onApply(draft)
      }}
    >
      <div className="flex items-center gap-2">
        <span className="truncate font-medium">{field.label}</span>
        <Select aria-label={t('Operator')} className="ml-auto w-36" value={draft.op} onChange={event => setDraft(withOperator(draft, event.target.value))}>
          {operatorsOf(field).map(op => <option key={op} value={op}>{t(operatorLabels[op])}</option>)}
        </Select>
      </div>
      <OperandInput field={field} condition={draft} onChange={value => setDraft({ ...draft, value })} autoFocus />
      <div className="flex justify-end pt-1">
        <Button type="submit" look="primary" size="sm" disabled={!complete(draft)}>{t('Apply')}</Button>
      </div>
    </form>
  )
}
