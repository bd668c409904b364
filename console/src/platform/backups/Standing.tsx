import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ago, moment, number } from '../format'

export type Status = {
  place: string
  scheduled: boolean
  keep_days: number
  problem: string | null
  last_snapshot_at: string | null
  next_full_at: string | null
  next_increment_at: string | null
  files_waiting: number
  same_disk: boolean
  wal: {
    mode: 'off' | 'on' | 'server'
    until: string | null
    from: string | null
    error: string | null
  }
}

/** Whether one can go back to any moment, and to which. */
function useReach({ mode, from, until }: Status['wal']) {
  const { t } = useTranslation()
  if (mode === 'off') return t('Not kept here: ASHLAR_WAL_ARCHIVE is off')
  if (mode === 'server') return until ? t('The server archives its log itself, last {{when}}', { when: ago(until) }) : t('The server archives no log itself')
  return from && until ? t('From {{from}} until {{until}}', { from: moment(from), until: ago(until) }) : t('Begins with the first base copy')
}

/** In one look: whether a loss now would be small. */
export function Standing({ status }: { status: Status }) {
  const { t } = useTranslation()
  const reach = useReach(status.wal)
  const facts: [string, string][] = [
    [t('Newest'), status.last_snapshot_at ? ago(status.last_snapshot_at) : t('None')],
    [t('Next'), status.next_increment_at ? moment(status.next_increment_at) : status.scheduled ? '–' : t('Not scheduled here')],
    [t('Next full one'), status.next_full_at ? moment(status.next_full_at) : '–'],
    [t('Files to copy'), number(status.files_waiting)],
    [t('Kept'), t('{{days}} days', { days: status.keep_days })],
    [t('Place'), status.place],
    [t('Back to any moment'), reach],
  ]
  const warning = status.problem ?? status.wal.error ?? (status.same_disk ? t('Backups lie on the disk of the data and would be lost with it. Name another place: ASHLAR_BACKUPS or ASHLAR_BACKUPS_S3_BUCKET.') : null)
  return (
    <section aria-label={t('How backups stand')} className="mx-4 mb-6 rounded-lg border border-line bg-panel sm:mx-6">
      <p role={status.problem ? 'alert' : undefined} className="flex items-start gap-2 border-b border-line px-4 py-3 font-medium">
        {warning ? <TriangleAlert size={16} aria-hidden className={status.problem ? 'mt-0.5 shrink-0 text-danger' : 'mt-0.5 shrink-0 text-warn'} /> : <CircleCheck size={16} aria-hidden className="mt-0.5 shrink-0 text-ok" />}
        <span className="min-w-0 break-words">{warning ?? t('All is well.')}</span>
      </p>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 px-4 py-3 md:grid-cols-3">
        {facts.map(([label, value]) => (
          <div key={label} className="min-w-0 last:col-span-full">
            <dt className="text-xs text-ink-3">{label}</dt>
            <dd className="break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
