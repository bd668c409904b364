import { useQuery } from '@tanstack/react-query'
import { Activity } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { get, type Many } from '../api/client'
import { Bar, errorText, finished, type Job } from '../bulk/JobProgress'
import { ago, humanize, moment } from '../format'
import { Page } from '../Page'
import { JobDialog } from './JobDialog'
import { Badge, toneOf } from '@/ui/Badge'
import { EmptyState, ErrorState, Skeleton } from '@/ui/States'

const states = ['', 'running', 'queued', 'failed', 'succeeded', 'cancelled'] as const

export default function Jobs() {
  const { t } = useTranslation()
  const [state, setState] = useState<(typeof states)[number]>('')
  const [open, setOpen] = useState<string>()
  const list = useQuery({
    queryKey: ['jobs', state],
    queryFn: ({ signal }) => get<Many<Job>>('jobs', { limit: 100, state: state || undefined }, signal),
    refetchInterval: query => (query.state.data?.data.some(job => !finished(job.attributes.state)) ? 1500 : 15_000),
  })
  return (
    <Page narrow name={t('Jobs')} title={t('Jobs')} lead={t('Long work runs here: imports, large edits, provisioning, and what schedules start.')}>
      <div role="group" aria-label={t('State')} className="flex gap-1 overflow-x-auto px-4 pb-3 sm:px-6">
        {states.map(one => (
          <button key={one} type="button" aria-pressed={one === state} onClick={() => setState(one)} className="h-7 shrink-0 rounded-md px-2.5 text-sm text-ink-2 hover:bg-hover hover:text-ink aria-pressed:bg-press aria-pressed:font-medium aria-pressed:text-ink">
            {one ? t(humanize(one)) : t('All')}
          </button>
        ))}
      </div>
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Skeleton />
      ) : !list.data.data.length ? (
        <EmptyState icon={<Activity size={20} aria-hidden />} title={state ? t('No such jobs') : t('No jobs yet')}>{state ? t('None is in this state now.') : t('They appear when an import or a large edit starts.')}</EmptyState>
      ) : (
        <div className="relative overflow-x-auto px-4 pb-10 sm:px-6">
          <table className="w-full text-left sm:min-w-[640px]">
            <thead className="text-xs text-ink-3">
              <tr>{[t('Job'), t('State'), t('Progress'), t('Started')].map(label => <th key={label} scope="col" className={`h-9 border-b border-line pr-4 font-medium ${label === t('Progress') ? 'max-sm:hidden' : ''}`}>{label}</th>)}</tr>
            </thead>
            <tbody>
              {list.data.data.map(({ id, attributes: job }) => (
                <tr key={id} className="[&>*]:border-b [&>*]:border-line">
                  <th scope="row" className="h-12 max-w-40 pr-4 font-medium sm:max-w-72">
                    <button type="button" className="block max-w-full truncate text-left hover:underline" onClick={() => setOpen(id)}>{humanize(job.kind)}</button>
                    <span className="block truncate text-xs font-normal text-ink-3">{job.created_by_name}</span>
                  </th>
                  <td className="pr-4"><Badge dot tone={toneOf(undefined, job.state)}>{t(humanize(job.state))}</Badge></td>
                  <td className="w-64 pr-4 max-sm:hidden">
                    {job.error ? <span className="line-clamp-2 text-xs text-danger">{errorText(job.error)}</span> : job.progress?.total ? <><Bar done={job.progress.done} total={job.progress.total} label={t('Progress')} /><span className="nums text-xs text-ink-3">{t('{{done}} of {{total}}', { done: job.progress.done, total: job.progress.total })}</span></> : <span className="text-ink-3">–</span>}
                  </td>
                  <td className="pr-4 whitespace-nowrap text-ink-2">{job.created_at && <time dateTime={job.created_at} title={moment(job.created_at)}>{ago(job.created_at)}</time>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {open && <JobDialog id={open} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}
