import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { type One, post } from '../api/client'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'
import { Select } from '@/ui/Select'

const local = (at: Date) => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)

/** Repeats what happened in a range of time. */
export function ReplayDialog({ path, choices, onClose }: { path: string; choices: [string, string][]; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [range, setRange] = useState(() => ({ from: local(new Date(Date.now() - 86_400_000)), to: local(new Date(Date.now() + 60_000)), only: choices[0][0] }))
  const [busy, setBusy] = useState(false)
  const go = async () => {
    setBusy(true)
    try {
      const answer = await post<One<{ queued?: number; count?: number }>>(`${path}/replay`, { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString(), only: range.only })
      toast.success(t('{{count}} on their way again', { count: answer.data.attributes.queued ?? answer.data.attributes.count ?? 0 }))
      await client.invalidateQueries()
      onClose()
    } catch (error) {
      toast.error((error as Error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog open onOpenChange={onClose} title={t('Replay')} description={t('Each keeps its id, so a receiver that has it already can tell.')} footer={<><Button onClick={onClose}>{t('Cancel')}</Button><Button look="primary" busy={busy} disabled={!range.from || !range.to} onClick={() => void go()}>{t('Replay')}</Button></>}>
      <div className="grid gap-4 sm:grid-cols-2">
        <FormRow label={t('From')}><input type="datetime-local" className="control w-full" value={range.from} onChange={event => setRange({ ...range, from: event.target.value })} /></FormRow>
        <FormRow label={t('To')}><input type="datetime-local" className="control w-full" value={range.to} onChange={event => setRange({ ...range, to: event.target.value })} /></FormRow>
        <div className="sm:col-span-2"><FormRow label={t('Which')}><Select value={range.only} onChange={event => setRange({ ...range, only: event.target.value })}>{choices.map(([value, label]) => <option key={value} value={value}>{label}</option>)}</Select></FormRow></div>
      </div>
    </Dialog>
  )
}
