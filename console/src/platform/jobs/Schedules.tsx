import { useQuery, useQueryClient } from '@tanstack/react-query'
import { CalendarClock, Pause, Pencil, Play, Plus, Zap } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { get, type Many, type One, post } from '../api/client'
import { ago, moment } from '../format'
import { Page } from '../Page'
import { inWords, inZone } from './cron'
import { JobDialog } from './JobDialog'
import { type Kind, type Schedule, ScheduleDialog } from './ScheduleDialog'
import { Badge } from '@/ui/Badge'
import { Button, IconButton } from '@/ui/Button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/States'

export default function Schedules() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [edited, setEdited] = useState<{ id?: string; schedule?: Schedule }>()
  const [job, setJob] = useState<string>()
  const list = useQuery({ queryKey: ['schedules'], queryFn: ({ signal }) => get<Many<Schedule>>('jobs/schedules', { limit: 200 }, signal), refetchInterval: 15_000 })
  const kinds = useQuery({ queryKey: ['schedules', 'kinds'], queryFn: ({ signal }) => get<One<{ kinds: Kind[] }>>('jobs/kinds', undefined, signal) })
  const zone = useQuery({ queryKey: ['schedules', 'zone'], queryFn: ({ signal }) => get<One<{ time_zone: string }>>('jobs/cron', { expression: '0 0 * * *' }, signal) })
  const own = zone.data?.data.attributes.time_zone ?? 'UTC'
  const can = !!kinds.data?.data.attributes.kinds.length
  const run = (id: string) =>
    post<One<{ job_id: string }>>(`jobs/schedules/${id}/run`).then(answer => setJob((answer.data as unknown as { job_id?: string }).job_id ?? answer.data.attributes?.job_id)).catch((error: Error) => toast.error(error.message))
  const move = (id: string, verb: 'pause' | 'resume') =>
    post(`jobs/schedules/${id}/${verb}`).then(() => client.invalidateQueries({ queryKey: ['schedules'] })).catch((error: Error) => toast.error(error.message))
  return (
    <Page
      narrow
      name={t('Schedules')}
      title={t('Schedules')}
      lead={t('What runs by itself, and when. Times are those of {{zone}}.', { zone: own })}
      actions={can && !!list.data?.data.length && <Button look="primary" icon={<Plus size={14} aria-hidden />} onClick={() => setEdited({})}>{t('New schedule')}</Button>}
    >
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Skeleton />
      ) : !list.data.data.length ? (
        <EmptyState icon={<CalendarClock size={20} aria-hidden />} title={t('Nothing is scheduled')} actions={can && <Button look="primary" icon={<Plus size={14} aria-hidden />} onClick={() => setEdited({})}>{t('New schedule')}</Button>}>{can ? t('Make a schedule to have work done at set times.') : t('No app you have offers jobs to schedule.')}</EmptyState>
      ) : (
        <ul className="mx-4 mb-10 divide-y divide-line rounded-xl border border-line bg-panel sm:mx-6">
          {list.data.data.map(({ id, attributes: it }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
              <div className="min-w-52 flex-1">
                <p className="flex flex-wrap items-center gap-2 font-medium break-words">
                  {it.origin === 'core' ? (builtIn(t)[it.name] ?? it.name) : it.name}
                  {it.paused && <Badge tone="amber">{t('Paused')}</Badge>}
                  {it.origin !== 'tenant' && <Badge tone="gray">{it.origin === 'core' ? t('Built in') : t('From an app')}</Badge>}
                </p>
                <p className="text-xs text-ink-3">{it.origin === 'core' && <code className="mr-1.5 font-mono text-2xs">{it.name}</code>}{it.every_seconds ? t('Every {{time}}', { time: every(it.every_seconds) }) : (inWords(it.cron ?? '') ?? it.cron)}{it.time_zone && it.time_zone !== own ? ` · ${it.time_zone}` : ''}</p>
              </div>
              <dl className="flex gap-6 text-xs">
                <div className="min-w-36 whitespace-nowrap"><dt className="text-ink-3">{t('Next due')}</dt><dd className="text-ink">{it.next_due_at && !it.paused ? <time dateTime={it.next_due_at} title={moment(it.next_due_at)}>{inZone(it.next_due_at, own)}</time> : '–'}</dd></div>
                <div className="w-24"><dt className="text-ink-3">{t('Last due')}</dt><dd className="text-ink">{it.last_due_at ? <time dateTime={it.last_due_at} title={moment(it.last_due_at)}>{ago(it.last_due_at)}</time> : '–'}</dd></div>
              </dl>
              <div className="flex items-center gap-0.5">
                <IconButton label={t('Run {{name}} now', { name: it.name })} onClick={() => void run(id)}><Zap size={15} aria-hidden /></IconButton>
                {it.paused
                  ? <IconButton label={t('Resume {{name}}', { name: it.name })} onClick={() => void move(id, 'resume')}><Play size={15} aria-hidden /></IconButton>
                  : <IconButton label={t('Pause {{name}}', { name: it.name })} onClick={() => void move(id, 'pause')}><Pause size={15} aria-hidden /></IconButton>}
                <IconButton label={t('Edit {{name}}', { name: it.name })} onClick={() => setEdited({ id, schedule: it })}><Pencil size={15} aria-hidden /></IconButton>
              </div>
            </li>
          ))}
        </ul>
      )}
      {edited && <ScheduleDialog key={edited.id ?? 'new'} id={edited.id} schedule={edited.schedule} kinds={kinds.data?.data.attributes.kinds ?? []} zone={own} onClose={() => setEdited(undefined)} />}
      {job && <JobDialog id={job} onClose={() => setJob(undefined)} />}
    </Page>
  )
}

/** What the product does by itself, in words. */
const builtIn = (t: (text: string) => string): Record<string, string> => ({
  'audit.maintenance': t('Months of the audit log'),
  'audit.verify': t('Verification of the audit log'),
  'commands.forget_keys': t('Old idempotency keys'),
  'files.retention': t('Retention of files'),
  'files.scan': t('Files waiting for a scan'),
  'hooks.purge': t('Old incoming webhooks'),
  'identity.clean': t('Ended sessions and used codes'),
  'identity.signing_keys': t('Keys that sign tokens'),
  'jobs.clean': t('Finished jobs'),
  'resources.purge': t('Rows that were deleted long ago'),
  'security.end_leases': t('Secrets whose lease is over'),
  'webhooks.purge': t('Old deliveries of webhooks'),
})

function every(seconds: number): string {
  const [amount, unit] = seconds % 3600 === 0 ? [seconds / 3600, 'hour'] : seconds % 60 === 0 ? [seconds / 60, 'minute'] : [seconds, 'second']
  return new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: 'long' }).format(amount)
}

