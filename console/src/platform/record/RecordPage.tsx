import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Item } from '../api/client'
import { type Definition, fieldAt, pathOf, titleOf, valueAt } from '../api/definition'
import { recordQuery, useDefinition } from '../api/resources'
import { Value } from '../fields/Value'
import { ago } from '../format'
import { useKeys } from '../keys'
import { Page } from '../Page'
import { Avatar } from '@/ui/Avatar'
import { Badge } from '@/ui/Badge'
import { Icon } from '@/ui/Icon'
import { ErrorState, Skeleton } from '@/ui/States'
import { Tabs } from '@/ui/Tabs'
import { PhiBadge } from '../security/PhiBadge'
import { Reveal } from '../security/Reveal'
import { Evidence } from '../audit/Evidence'
import { SubjectLink } from '../audit/SubjectLink'
import { AuditTrail } from './AuditTrail'
import { CommandButtons } from './CommandButtons'
import { ConflictDialog } from './ConflictDialog'
import { Facts } from './Facts'
import { Related } from './Related'
import { Revisions } from './Revisions'
import { recordTabs } from './tabs'
import { Timeline } from './Timeline'

const RecordDialog = lazy(() => import('../form/RecordDialog'))

export function RecordPage({ definition, id }: { definition: Definition; id: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { tab } = useSearch({ strict: false }) as { tab?: string }
  const record = useQuery(recordQuery(definition, id))
  const audit = useDefinition('audit.entries')
  const [editing, setEditing] = useState(false)
  const edit = useCallback(() => setEditing(true), [])
  const included = useMemo(() => new Map<string, Item>(record.data?.included.map(item => [item.id, item])), [record.data])
  const row = record.data?.item.attributes
  useKeys({ e: () => row && definition.can.update && setEditing(true) })
  if (record.isError) return <ErrorState error={record.error} onRetry={() => void record.refetch()} />
  if (!row) return <Skeleton />

  const title = titleOf(definition, row, id)
  const alert = definition.key === 'audit.alerts'
  const tabs: { id: string; label: string; content: ReactNode }[] = [{ id: 'details', label: t('Details'), content: <><Facts columns definition={definition} id={id} row={row} included={included} paths={alert ? definition.fields.map(pathOf).filter(path => path !== 'evidence' && path !== 'subject') : undefined} />{alert && <Evidence row={row} />}</> }]
  for (const extra of recordTabs[definition.key] ?? []) tabs.push({ id: extra.id, label: t(extra.label), content: <Suspense fallback={<Skeleton />}><extra.component id={id} row={row} /></Suspense> })
  if (definition.timeline) tabs.push({ id: 'timeline', label: t('Timeline'), content: <Timeline definition={definition} id={id} /> })
  // A line of a log has no history of its own.
  const log = alert || definition.key === 'audit.entries' || definition.key === 'audit.requests'
  if (!log) tabs.push({ id: 'related', label: t('Related'), content: <Related definition={definition} id={id} /> })
  if (definition.revisions && !log) tabs.push({ id: 'revisions', label: t('Revisions'), content: <Revisions definition={definition} id={id} current={row} /> })
  if (audit && (alert || !log)) tabs.push({ id: 'audit', label: t('Audit'), content: <AuditTrail definition={definition} id={id} /> })
  const current = tabs.some(item => item.id === tab) ? tab! : definition.timeline && !tab ? 'details' : 'details'
  return (
    <Page
      name={title}
      before={definition.key === 'org.users' ? <Avatar name={title} size={40} /> : <span className="grid size-10 shrink-0 place-items-center rounded-lg border border-line bg-sunken text-ink-2"><Icon name={definition.icon} size={19} /></span>}
      title={<>{title} {row.deleted_at && <Badge tone="red" className="ml-1 align-middle">{t('Deleted')}</Badge>} <PhiBadge definition={definition} id={id} /></>}
      lead={<Lead definition={definition} id={id} row={row} included={included} />}
      actions={<>{log && !alert && <SubjectLink row={row} />}<Reveal definition={definition} id={id} row={row} /><CommandButtons definition={definition} id={id} row={row} version={record.data?.version} onEdit={edit} /></>}
    >
      <div className="px-4 pb-10 sm:px-6">
        <Tabs label={t('Sections')} tabs={tabs} value={current} onChange={next => void navigate({ to: '.', search: { tab: next === 'details' ? undefined : next } as never, replace: true })} />
      </div>
      <Suspense>{editing && <RecordDialog definition={definition} id={id} onClose={() => setEditing(false)} />}</Suspense>
      <ConflictDialog />
    </Page>
  )
}

/** The few facts one wants before reading on: the first columns of the list, without the title. */
function Lead({ definition, id, row, included }: { definition: Definition; id: string; row: Record<string, unknown>; included: ReadonlyMap<string, Item> }) {
  const { t } = useTranslation()
  const paths = (definition.columns ?? []).filter(path => path !== definition.title_field).slice(0, 4)
  const facts = paths.map(path => ({ path, field: fieldAt(definition, path), value: valueAt(row, path) })).filter(fact => fact.field && fact.value !== null && fact.value !== undefined && fact.value !== '' && fact.value !== false && fact.field.kind !== 'json' && !(Array.isArray(fact.value) && !fact.value.length))
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1">
      {facts.map(({ path, field, value }) => (
        <span key={path} className="inline-flex max-w-64 min-w-0 items-center gap-1.5" title={field!.label}>
          {value !== true && <span className="sr-only">{field!.label}:</span>}
          {value === true ? <Badge tone="teal">{field!.label}</Badge> : <Value field={field!} value={value} included={included} at={{ resource: definition.key, id }} />}
        </span>
      ))}
      {typeof row.updated_at === 'string' && row.updated_at !== row.at && <span className="text-ink-3">{t('Changed {{when}}', { when: ago(row.updated_at) })}</span>}
    </div>
  )
}
