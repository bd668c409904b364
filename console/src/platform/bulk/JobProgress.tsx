import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { get, type Item, type One, post } from '../api/client'
import { humanize } from '../format'
import { Badge, toneOf } from '@/ui/Badge'
import { Button } from '@/ui/Button'

export type Job = {
  kind: string
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'
  progress?: { done: number; total: number } | null
  result?: unknown
  error?: string | { message?: string } | null
  created_at?: string
  started_at?: string | null
  finished_at?: string | null
  created_by_name?: string
  due_at?: string | null
  run_at?: string
  attempts?: number
  priority?: number
  cancel_requested?: boolean
}

export const finished = (state: string | undefined) => state === 'succeeded' || state === 'failed' || state === 'cancelled'

export const jobQuery = (id: string, first?: Item<Job>) => ({
  queryKey: ['job', id],
  initialData: first && ({ data: first } as One<Job>),
  queryFn: () => get<One<Job>>(`jobs/${id}`),
  refetchInterval: (query: { state: { data?: One<Job> } }) => (finished(query.state.data?.data.attributes.state) ? false : 1000),
})

export const errorText = (error: Job['error']) => (typeof error === 'object' ? error?.message : error) ?? undefined

export function Bar({ done, total, label }: { done: number; total: number; label: string }) {
  const share = total ? Math.min(100, (done / total) * 100) : 0
  return (
    <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={total || 1} aria-valuenow={done} className="h-1.5 overflow-hidden rounded-full bg-press">
      <div className="h-full rounded-full bg-accent transition-[width] duration-300" style={{ width: `${share}%` }} />
    </div>
  )
}

export function JobProgress({ job: first }: { job: Item<Job> }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const job = useQuery({ ...jobQuery(first.id, first), staleTime: 0 })
  const { state, progress, error } = (job.data?.data ?? first).attributes
  const cancel = () => post(`jobs/${first.id}/cancel`).then(() => client.invalidateQueries({ queryKey: ['job', first.id] }))
  return (
    <div className="space-y-3 py-2" aria-live="polite">
      <div className="flex items-center gap-2">
        <Badge tone={toneOf(undefined, state)} dot>{t(humanize(state))}</Badge>
        <span className="nums text-ink-2">{progress ? t('{{done}} of {{total}}', { done: progress.done, total: progress.total }) : t('Waiting to start')}</span>
        {!finished(state) && <Button look="ghost" size="sm" className="ml-auto" onClick={() => void cancel()}>{t('Stop')}</Button>}
      </div>
      <Bar done={state === 'succeeded' ? 1 : (progress?.done ?? 0)} total={state === 'succeeded' ? 1 : (progress?.total ?? 0)} label={t('Progress')} />
      {error && <p role="alert" className="text-danger">{errorText(error)}</p>}
      <p className="text-xs text-ink-3">{t('You may close this; the work goes on and stays visible under Jobs.')}</p>
    </div>
  )
}
