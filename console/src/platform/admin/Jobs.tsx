import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Activity } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { get, type Many, post } from '../api/client'
import { Bar, errorText, finished, type Job } from '../bulk/JobProgress'
import { ago, humanize, moment } from '../format'
import { Page } from '../Page'
import { Badge, toneOf } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/States'

export default function Jobs() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const list = useQuery({
    queryKey: ['jobs'],
    queryFn: ({ signal }) => get<Many<Job>>('jobs', { limit: 100 }, signal),
    refetchInterval: query => (query.state.data?.data.some(job => !finished(job.attributes.state)) ? 1500 : 15_000),
  })
  const cancel = (id: string) => post(`jobs/${id}/cancel`).then(() => client.invalidateQueries({ queryKey: ['jobs'] })).catch((error: Error) => toast.error(error.message))
  return (
    <Page narrow name={t('Jobs')} title={t('Jobs')} lead={t('Long work runs here: imports, large edits, provisioning.')}>
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Skeleton />
      ) : !list.data.data.length ? (
        <EmptyState icon={<Activity size={20} aria-hidden />} title={t('No jobs yet')}>{t('They appear when an import or a large edit starts.')}</EmptyState>
      ) : (
        <div className="relative overflow-x-auto px-4 pb-10 sm:px-6">
          <table className="w-full min-w-[640px] text-left">
            <thead className="text-xs text-ink-3">
              <tr>{[t('Job'), t('State'), t('Progress'), t('Started'), ''].map((label, index) => <th key={index} scope="col" className="h-9 border-b border-line pr-4 font-medium">{label || <span className="sr-only">{t('Actions')}</span>}</th>)}</tr>
            </thead>
            <tbody>
              {list.data.data.map(({ id, attributes: job }) => (
                <tr key={id} className="[&>*]:border-b [&>*]:border-line">
                  <th scope="row" className="h-11 pr-4 font-medium">{humanize(job.kind)}</th>
                  <td className="pr-4"><Badge dot tone={toneOf(undefined, job.state)}>{t(humanize(job.state))}</Badge></td>
                  <td className="w-56 pr-4">
                    {job.error ? <span className="text-xs text-danger">{errorText(job.error)}</span> : job.progress ? <><Bar done={job.progress.done} total={job.progress.total} label={t('Progress')} /><span className="nums text-xs text-ink-3">{t('{{done}} of {{total}}', { done: job.progress.done, total: job.progress.total })}</span></> : null}
                  </td>
                  <td className="pr-4 text-ink-2">{job.created_at && <time dateTime={job.created_at} title={moment(job.created_at)}>{ago(job.created_at)}</time>}</td>
                  <td className="text-right">{!finished(job.state) && <Button size="sm" onClick={() => void cancel(id)}>{t('Stop')}</Button>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Page>
  )
}
