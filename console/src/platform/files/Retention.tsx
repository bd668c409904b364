import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { get, type One } from '../api/client'
import type { Row } from '../api/definition'
import { keyOf, useDefinition } from '../api/resources'
import { ago, moment } from '../format'
import { listPath, useTenantCode } from '../nav'
import { Badge } from '@/ui/Badge'
import { buttonClass } from '@/ui/Button'
import { ErrorState, Skeleton } from '@/ui/States'

type Term = { kept_until: string | null; due_at: string | null; reason: string | null; hold: boolean; hold_reason: string | null }

/** Until when a file is kept, when it goes, and because of what. */
export default function Retention({ id, row }: { id: string; row: Row }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const policies = useDefinition('files.retention_policies')
  const term = useQuery({ queryKey: keyOf('files.files', 'retention', id, row.version), queryFn: ({ signal }) => get<One<Term>>(`files/files/${id}/retention`, undefined, signal), enabled: !row.deleted_at, retry: false })
  if (row.deleted_at) return <p className="text-ink-2">{t('It was deleted {{when}}.', { when: ago(row.deleted_at) })}</p>
  if (term.isError) return <ErrorState error={term.error} onRetry={() => void term.refetch()} />
  if (!term.data) return <Skeleton rows={3} />
  const it = term.data.data.attributes
  const facts: [string, React.ReactNode][] = [
    [t('Legal hold'), it.hold ? <><Badge tone="amber" dot>{t('On hold')}</Badge> <span className="ml-1">{it.hold_reason}</span></> : (it.hold_reason ?? t('None'))],
    [t('Nobody deletes it before'), it.kept_until ? moment(it.kept_until) : t('No policy says so')],
    [t('It is deleted'), it.hold ? t('Not while it is on hold') : it.due_at ? `${moment(it.due_at)} (${ago(it.due_at)})` : t('Not by itself')],
    ...(it.due_at && it.reason ? [[t('Why'), it.reason] as [string, React.ReactNode]] : []),
    [t('Class of data'), <code key="class" className="font-mono text-xs">{String(row.data_class)}</code>],
  ]
  return (
    <div className="max-w-2xl space-y-4">
      <dl>
        {facts.map(([label, value]) => (
          <div key={label} className="grid min-h-[34px] grid-cols-[minmax(104px,34%)_1fr] items-baseline gap-x-3 border-b border-line py-1.5">
            <dt className="text-ink-3">{label}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
      {policies && <Link to={listPath(tenant, 'files.retention_policies')} className={buttonClass()}>{t('Retention policies')}</Link>}
    </div>
  )
}
