import clsx from 'clsx'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { DatabaseBackup, ShieldCheck, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { get, type Many, type One, post } from '../api/client'
import { may, useMe } from '../api/session'
import type { Job } from '../bulk/JobProgress'
import { ago, moment, number, sizeOf } from '../format'
import { JobDialog } from '../jobs/JobDialog'
import { Page } from '../Page'
import { RestoreDialog } from './RestoreDialog'
import { Standing, type Status } from './Standing'
import { Badge, type Tone } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/States'

// A phone has room for what and when, how it went, and what can be done.
const aside = (column: number) => (column === 2 || column === 3) && 'max-sm:hidden'

export type Backup = {
  kind: 'full' | 'increment'
  state: 'running' | 'done' | 'failed'
  cause: string
  started_at: string
  snapshot_at: string | null
  rows: number
  files: number
  bytes_written: number
  error: string | null
  verified_at: string | null
  problems: string[] | null
}

const tones: Record<Backup['state'], Tone> = { running: 'blue', done: 'green', failed: 'red' }

/** For operators: how backups stand, taking and proving one, and bringing one organisation back. */
export default function Backups() {
  const { t } = useTranslation()
  const me = useMe()
  const client = useQueryClient()
  const [job, setJob] = useState<string>()
  const [restoring, setRestoring] = useState<{ id: string; backup: Backup }>()
  const status = useQuery({ queryKey: ['backups', 'status'], queryFn: async ({ signal }) => (await get<One<Status>>('platform/backups/status', undefined, signal)).data.attributes, refetchInterval: 30_000 })
  const list = useQuery({ queryKey: ['backups'], queryFn: ({ signal }) => get<Many<Backup>>('platform/backups', { limit: 100 }, signal), refetchInterval: query => (query.state.data?.data.some(one => one.attributes.state === 'running') ? 2000 : 30_000) })
  const states: Record<Backup['state'], string> = { running: t('Running'), done: t('Done'), failed: t('Failed') }
  const ask = async (path: string, body: object) => {
    try {
      setJob((await post<One<Job>>(path, body)).data.id)
    } catch (failure) {
      toast.error((failure as Error).message)
    }
  }
  const over = () => {
    setJob(undefined)
    void client.invalidateQueries({ queryKey: ['backups'] })
  }
  const actions = may(me, 'platform:backups:create') && (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => void ask('platform/backups', { kind: 'full' })}>{t('Take a full one')}</Button>
      <Button look="primary" icon={<DatabaseBackup size={14} aria-hidden />} onClick={() => void ask('platform/backups', { kind: 'increment' })}>{t('Back up now')}</Button>
    </div>
  )
  return (
    <Page narrow name={t('Backups')} title={t('Backups')} lead={t('Everything is kept sealed, once a day whole and every hour what changed.')} actions={actions}>
      {status.data && <Standing status={status.data} />}
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Skeleton />
      ) : !list.data.data.length ? (
        <EmptyState icon={<DatabaseBackup size={20} aria-hidden />} title={t('No backups yet')}>{t('The first comes with the next full hour, or when you ask for one.')}</EmptyState>
      ) : (
        <div className="relative overflow-x-auto px-4 pb-10 sm:px-6">
          <table className="w-full text-left sm:min-w-[720px]">
            <thead className="text-xs text-ink-3">
              <tr>{[t('Shows'), t('State'), t('Content'), t('Proven'), ''].map((label, index) => <th key={index} scope="col" className={clsx('h-9 border-b border-line pr-4 font-medium', aside(index))}>{label}</th>)}</tr>
            </thead>
            <tbody>
              {list.data.data.map(({ id, attributes: one }) => (
                <tr key={id} className="[&>*]:border-b [&>*]:border-line">
                  <th scope="row" className="h-12 pr-4 font-medium sm:whitespace-nowrap">
                    <time dateTime={one.snapshot_at ?? one.started_at}>{moment(one.snapshot_at ?? one.started_at)}</time>
                    <span className="block text-xs font-normal text-ink-3">{[one.kind === 'full' ? t('Full') : t('Increment'), one.cause === 'schedule' ? t('by schedule') : one.cause].join(' · ')}</span>
                  </th>
                  <td className="pr-4"><Badge dot tone={tones[one.state]}>{states[one.state]}</Badge>{one.error && <span className="line-clamp-2 text-xs text-danger">{one.error}</span>}{one.problems?.length ? <span className="block text-xs text-danger sm:hidden">{t('Damaged')}</span> : null}</td>
                  <td className="nums pr-4 text-ink-2 whitespace-nowrap max-sm:hidden">
                    {t('{{rows}} rows, {{files}} files', { rows: number(one.rows), files: number(one.files) })}
                    <span className="block text-xs text-ink-3">{t('{{size}} written', { size: sizeOf(one.bytes_written) })}</span>
                  </td>
                  <td className="pr-4 whitespace-nowrap max-sm:hidden">{one.problems?.length ? <Badge dot tone="red">{t('Damaged')}</Badge> : one.verified_at ? <time className="text-ink-2" dateTime={one.verified_at} title={moment(one.verified_at)}>{ago(one.verified_at)}</time> : <span className="text-ink-3">–</span>}</td>
                  <td className="text-right whitespace-nowrap">
                    {one.state === 'done' && (
                      <span className="inline-flex gap-1.5 max-sm:flex-col max-sm:py-2">
                        {may(me, 'platform:backups:create') && <Button size="sm" icon={<ShieldCheck size={13} aria-hidden />} onClick={() => void ask(`platform/backups/${id}/verify`, { restore: true })}>{t('Prove')}</Button>}
                        {may(me, 'platform:backups:restore') && <Button size="sm" icon={<Undo2 size={13} aria-hidden />} onClick={() => setRestoring({ id, backup: one })}>{t('Restore…')}</Button>}
                      </span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {restoring && <RestoreDialog {...restoring} onClose={() => setRestoring(undefined)} onQueued={id => (setRestoring(undefined), setJob(id))} />}
      {job && <JobDialog id={job} onClose={over} />}
    </Page>
  )
}
