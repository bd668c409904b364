import { useQuery, useQueryClient } from '@tanstack/react-query'
import clsx from 'clsx'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { get, type Many, post } from '../api/client'
import { Bar, errorText, finished, jobQuery } from '../bulk/JobProgress'
import { humanize, moment } from '../format'
import { Badge, toneOf } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { ErrorState, Skeleton } from '@/ui/States'

type Line = { at: string; level: 'info' | 'warning' | 'error'; message: string }
const time = (at: string) => new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' }).format(new Date(at))

/** One job: how far it is, what it said, and what can be done about it. */
export function JobDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const job = useQuery({ ...jobQuery(id), staleTime: 0 })
  const it = job.data?.data.attributes
  const over = finished(it?.state)
  const log = useQuery({ queryKey: ['job', id, 'log', over], queryFn: ({ signal }) => get<Many<Line>>(`jobs/${id}/log`, undefined, signal), refetchInterval: over ? false : 1500 })
  const act = (verb: 'cancel' | 'retry') =>
    post(`jobs/${id}/${verb}`)
      .then(() => Promise.all([client.invalidateQueries({ queryKey: ['job', id] }), client.invalidateQueries({ queryKey: ['jobs'] })]))
      .catch((error: Error) => toast.error(error.message))
  return (
    <Dialog
      open
      side
      wide
      onOpenChange={onClose}
      title={it ? humanize(it.kind) : t('Job')}
      description={it?.created_by_name}
      footer={
        <>
          {it && !over && <Button look="danger" onClick={() => void act('cancel')}>{it.cancel_requested ? t('Stopping…') : t('Stop')}</Button>}
          {(it?.state === 'failed' || it?.state === 'cancelled') && <Button look="primary" onClick={() => void act('retry')}>{t('Try again')}</Button>}
          <Button onClick={onClose}>{t('Close')}</Button>
        </>
      }
    >
      {job.isError ? <ErrorState error={job.error} onRetry={() => void job.refetch()} /> : !it ? <Skeleton rows={4} /> : (
        <>
          <div className="mb-4 flex flex-wrap items-center gap-2" aria-live="polite">
            <Badge dot tone={toneOf(undefined, it.state)}>{t(humanize(it.state))}</Badge>
            {!!it.progress?.total && <span className="nums text-ink-2">{t('{{done}} of {{total}}', { done: it.progress.done, total: it.progress.total })}</span>}
          </div>
          {!!it.progress?.total && !over && <div className="mb-4"><Bar done={it.progress.done} total={it.progress.total} label={t('Progress')} /></div>}
          {it.error && <p role="alert" className="mb-4 rounded-md bg-danger-soft px-3 py-2 text-danger">{errorText(it.error)}</p>}
          <dl className="mb-6 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
            {it.due_at && <Fact label={t('Due')}>{moment(it.due_at)}</Fact>}
            {it.created_at && <Fact label={t('Created')}>{moment(it.created_at)}</Fact>}
            {it.state === 'queued' && it.run_at && <Fact label={t('Runs at')}>{moment(it.run_at)}</Fact>}
            {it.started_at && <Fact label={t('Started')}>{moment(it.started_at)}</Fact>}
            {it.finished_at && <Fact label={t('Finished')}>{moment(it.finished_at)}</Fact>}
            <Fact label={t('Attempts')}><span className="nums">{it.attempts ?? 0}</span></Fact>
            {!!it.priority && <Fact label={t('Priority')}><span className="nums">{it.priority}</span></Fact>}
          </dl>
          <h3 className="mb-2 font-semibold">{t('Log')}</h3>
          {log.isError ? <ErrorState error={log.error} onRetry={() => void log.refetch()} /> : !log.data ? <Skeleton rows={3} /> : !log.data.data.length ? <p className="text-ink-3">{t('It has said nothing yet.')}</p> : (
            <ol className="overflow-hidden rounded-lg border border-line font-mono text-xs leading-5">
              {log.data.data.map(({ id: number, attributes: line }) => (
                <li key={number} className="flex gap-3 px-3 py-1 odd:bg-sunken">
                  <time dateTime={line.at} className="nums shrink-0 text-ink-3">{time(line.at)}</time>
                  <span className={clsx('min-w-0 break-words', line.level === 'error' ? 'text-danger' : line.level === 'warning' ? 'text-warn' : 'text-ink')}>{line.message}</span>
                </li>
              ))}
            </ol>
          )}
        </>
      )}
    </Dialog>
  )
}

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <>
    <dt className="text-ink-3">{label}</dt>
    <dd>{children}</dd>
  </>
)
