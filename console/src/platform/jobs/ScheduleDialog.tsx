import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { del, get, type One, patch, post } from '../api/client'
import { isApiError } from '../api/errors'
import { inWords, inZone } from './cron'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'
import { Select } from '@/ui/Select'
import { confirmed } from '@/ui/confirm'

export type Kind = { job: string; label: string; module: string }
export type Schedule = {
  name: string
  job: string
  origin: 'core' | 'module' | 'tenant'
  cron?: string | null
  every_seconds?: number | null
  time_zone?: string | null
  missed_runs: 'skip' | 'once' | 'all'
  missed_limit: number
  priority: number
  paused: boolean
  last_due_at?: string | null
  next_due_at?: string | null
  version?: number
}

type Props = { id?: string; schedule?: Schedule; kinds: Kind[]; zone: string; onClose: () => void }

export function ScheduleDialog({ id, schedule, kinds, zone, onClose }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [draft, setDraft] = useState({
    name: schedule?.name ?? '', job: schedule?.job ?? kinds[0]?.job ?? '', cron: schedule?.cron ?? '0 6 * * *', time_zone: schedule?.time_zone ?? '',
    missed_runs: schedule?.missed_runs ?? 'once', missed_limit: schedule?.missed_limit ?? 10, priority: schedule?.priority ?? 0,
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const set = (change: Partial<typeof draft>) => setDraft(now => ({ ...now, ...change }))
  const fixed = schedule?.origin === 'core'
  const timed = { cron: useDeferredValue(draft.cron), zone: useDeferredValue(draft.time_zone) }
  const preview = useQuery({
    queryKey: ['cron', timed.cron, timed.zone],
    queryFn: ({ signal }) => get<One<{ time_zone: string; next: string[] }>>('jobs/cron', { expression: timed.cron, time_zone: timed.zone || undefined }, signal),
    enabled: !schedule?.every_seconds && timed.cron.trim() !== '',
    retry: false,
    placeholderData: previous => previous,
  })
  const wrong = preview.isError && isApiError(preview.error) ? Object.fromEntries(preview.error.details.map(detail => [detail.field, detail.message])) : {}
  const shown = { ...wrong, ...errors }
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true)
    try {
      await work()
      await client.invalidateQueries({ queryKey: ['schedules'] })
      toast.success(t('Saved'))
      onClose()
    } catch (failure) {
      if (isApiError(failure) && failure.details.length) setErrors(Object.fromEntries(failure.details.map(detail => [detail.field, detail.message])))
      else toast.error((failure as Error).message)
      setBusy(false)
    }
  }
  const save = () => {
    const rule = { missed_runs: draft.missed_runs, missed_limit: draft.missed_limit, priority: draft.priority }
    const times = { cron: draft.cron, time_zone: draft.time_zone || null }
    if (!id) return post('jobs/schedules', { name: draft.name, job: draft.job, ...times, ...rule })
    return patch(`jobs/schedules/${id}`, fixed ? rule : schedule?.origin === 'module' ? { ...times, ...rule } : { name: draft.name, ...times, ...rule })
  }
  return (
    <Dialog
      open
      side
      onOpenChange={onClose}
      title={schedule ? schedule.name : t('New schedule')}
      description={fixed ? t('It comes with the product: its times stay, the rest can be changed.') : undefined}
      footer={
        <>
          {schedule?.origin === 'tenant' && id && <Button look="danger" className="mr-auto" onClick={() => void confirmed(t('Delete this schedule? Jobs that it started stay.'), t('Delete'), () => act(() => del(`jobs/schedules/${id}`)))}>{t('Delete')}</Button>}
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="primary" busy={busy} onClick={() => void act(save)}>{t('Save')}</Button>
        </>
      }
    >
      <form className="space-y-5" onSubmit={event => { event.preventDefault(); void act(save) }}>
        {(!schedule || schedule.origin === 'tenant') && (
          <FormRow label={t('Name')} required error={shown.name}><input className="control" value={draft.name} maxLength={120} onChange={event => set({ name: event.target.value })} /></FormRow>
        )}
        {!schedule && (
          <FormRow label={t('Job')} required error={shown.job}><Select value={draft.job} onChange={event => set({ job: event.target.value })}>{kinds.map(kind => <option key={kind.job} value={kind.job}>{kind.module}: {kind.label}</option>)}</Select></FormRow>
        )}
        {!fixed && (
          <>
            <FormRow label={t('Times')} required hint={t('Minute, hour, day of month, month, day of week. 0 6 * * 1-5 is six o’clock on working days.')} error={shown.cron ?? shown.expression}>
              <input className="control font-mono" value={draft.cron} spellCheck={false} onChange={event => { setErrors({}); set({ cron: event.target.value }) }} />
            </FormRow>
            <FormRow label={t('Time zone')} hint={t('Empty: that of the organisation, {{zone}}.', { zone })} error={shown.time_zone}>
              <input className="control" value={draft.time_zone} placeholder={zone} spellCheck={false} onChange={event => { setErrors({}); set({ time_zone: event.target.value }) }} />
            </FormRow>
          </>
        )}
        {!schedule?.every_seconds && !preview.isError && preview.data && (
          <div className="rounded-lg border border-line bg-sunken px-4 py-3" aria-live="polite">
            <p className="font-medium">{inWords(draft.cron)}</p>
            <ol className="nums mt-2 space-y-0.5 text-ink-2">{preview.data.data.attributes.next.map(at => <li key={at}><time dateTime={at}>{inZone(at, preview.data.data.attributes.time_zone)}</time></li>)}</ol>
          </div>
        )}
        <FormRow label={t('Missed runs')} hint={t('What becomes of times that passed while nothing ran.')}>
          <Select value={draft.missed_runs} onChange={event => set({ missed_runs: event.target.value as Schedule['missed_runs'] })}>
            <option value="skip">{t('Forget them')}</option>
            <option value="once">{t('Run once for all')}</option>
            <option value="all">{t('Run each, up to a limit')}</option>
          </Select>
        </FormRow>
        {draft.missed_runs === 'all' && (
          <FormRow label={t('At most')} error={shown.missed_limit}><input className="control" type="number" min={1} max={100} value={draft.missed_limit} onChange={event => set({ missed_limit: Number(event.target.value) })} /></FormRow>
        )}
        <FormRow label={t('Priority')} hint={t('From -10 to 10; higher ones run first.')} error={shown.priority}><input className="control" type="number" min={-10} max={10} value={draft.priority} onChange={event => set({ priority: Number(event.target.value) })} /></FormRow>
        <button type="submit" hidden />
      </form>
    </Dialog>
  )
}
