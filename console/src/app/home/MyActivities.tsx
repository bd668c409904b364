import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { type Item, post } from '@/platform/api/client'
import { type Definition, fieldAt, type Row } from '@/platform/api/definition'
import { keyOf, useDefinition, useRows } from '@/platform/api/resources'
import { RelationName } from '@/platform/fields/RelationName'
import { Value } from '@/platform/fields/Value'
import { ago, moment } from '@/platform/format'
import { listPath, recordPath, useTenantCode } from '@/platform/nav'
import { Card } from '@/platform/Page'
import { ErrorState, Skeleton } from '@/ui/States'

const mine = { and: [{ field: 'owner_id', op: 'eq', value: '$me' }, { field: 'done_at', op: 'null', value: true }] }

export function MyActivities() {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const definition = useDefinition('crm.activities')
  const rows = useRows(definition, { filter: JSON.stringify(mine), sort: 'due_at', limit: 8, include: 'account,deal' })
  return (
    <Card>
      <div className="flex items-center justify-between p-4 pb-3">
        <h2 className="font-semibold">{t('My open activities')}</h2>
        <Link to={listPath(tenant, 'crm.activities')} search={{ filter: mine, sort: 'due_at' } as never} className="text-xs text-ink-3 hover:text-ink">{t('See all')}</Link>
      </div>
      {rows.isError ? (
        <ErrorState error={rows.error} onRetry={() => void rows.refetch()} />
      ) : !rows.data || !definition ? (
        <Skeleton rows={4} />
      ) : rows.data.data.length ? (
        <ul>{rows.data.data.map(item => <Activity key={item.id} item={item} definition={definition} included={new Map(rows.data.included?.map(other => [other.id, other]))} />)}</ul>
      ) : (
        <p className="border-t border-line px-4 py-8 text-center text-ink-3">{t('Nothing is waiting for you.')}</p>
      )}
    </Card>
  )
}

function Activity({ item, definition, included }: { item: Item<Row>; definition: Definition; included: ReadonlyMap<string, Item> }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const client = useQueryClient()
  const row = item.attributes
  const due = typeof row.due_at === 'string' ? row.due_at : undefined
  const late = !!due && new Date(due) < new Date()
  const kind = fieldAt(definition, 'kind')
  const complete = () =>
    post(`${definition.path}/${item.id}/complete`)
      .then(() => { void client.invalidateQueries({ queryKey: keyOf(definition.key) }); toast.success(t('Done')) })
      .catch((error: Error) => toast.error(error.message))
  return (
    <li className="flex items-center gap-3 border-t border-line px-4 py-2 hover:bg-sunken">
      <button type="button" aria-label={t('Complete {{name}}', { name: String(row.subject ?? '') })} onClick={() => void complete()} className="size-[17px] shrink-0 rounded-full border border-field transition-colors hover:border-accent hover:bg-accent-soft" />
      <div className="min-w-0 flex-1">
        <Link to={recordPath(tenant, definition.key, item.id)} className="block truncate font-medium hover:underline">{String(row.subject ?? '')}</Link>
        {!!row.account_id && <span className="block max-w-full truncate text-xs text-ink-3"><RelationName resource="crm.accounts" id={String(row.account_id)} included={included} plain /></span>}
      </div>
      {kind && <span className="max-sm:hidden"><Value field={kind} value={row.kind} /></span>}
      {due && <time dateTime={due} title={moment(due)} className={`nums w-24 text-right text-xs ${late ? 'font-medium text-danger' : 'text-ink-3'}`}>{ago(due)}</time>}
    </li>
  )
}
