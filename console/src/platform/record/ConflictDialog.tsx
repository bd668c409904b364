import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldAt } from '../api/definition'
import { Value } from '../fields/Value'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { type Conflict, useConflict } from './conflict'

export function ConflictDialog() {
  const conflict = useConflict()
  return conflict ? <Decide conflict={conflict} /> : null
}

function Decide({ conflict }: { conflict: Conflict }) {
  const { t } = useTranslation()
  const { definition, clashes, decide } = conflict
  const [choices, setChoices] = useState<Record<string, 'mine' | 'theirs'>>(() => Object.fromEntries(clashes.map(clash => [clash.field, 'mine'])))
  return (
    <Dialog
      open
      wide
      onOpenChange={open => !open && decide(null)}
      title={t('Somebody changed this record meanwhile')}
      description={t('Choose for each field which value stays. Fields you did not touch keep the newer value.')}
      footer={
        <>
          <Button look="ghost" onClick={() => decide(null)}>{t('Drop my changes')}</Button>
          <Button look="primary" onClick={() => decide(choices)}>{t('Save the choice')}</Button>
        </>
      }
    >
      <table className="w-full table-fixed text-left">
        <thead className="text-xs text-ink-3">
          <tr>
            <th scope="col" className="w-1/4 py-1.5 font-medium">{t('Field')}</th>
            <th scope="col" className="py-1.5 font-medium">{t('Mine')}</th>
            <th scope="col" className="py-1.5 font-medium">{t('Theirs')}</th>
          </tr>
        </thead>
        <tbody>
          {clashes.map(clash => {
            const field = fieldAt(definition, clash.field) ?? { name: clash.field, label: clash.field, kind: 'json' as const }
            return (
              <tr key={clash.field} className="border-t border-line align-top">
                <th scope="row" className="py-2.5 pr-3 font-medium">{field.label}</th>
                {(['mine', 'theirs'] as const).map(side => (
                  <td key={side} className="py-1.5 pr-2">
                    <label className="flex cursor-pointer items-start gap-2 rounded-md border border-line p-2 has-checked:border-accent has-checked:bg-accent-soft">
                      <input type="radio" className="mt-0.5 accent-(--accent)" name={clash.field} checked={choices[clash.field] === side} onChange={() => setChoices({ ...choices, [clash.field]: side })} />
                      <span className="min-w-0"><Value field={field} value={clash[side]} plain long /></span>
                    </label>
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </Dialog>
  )
}
