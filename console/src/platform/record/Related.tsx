import { Link } from '@tanstack/react-router'
import { ArrowRight, Plus } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Item } from '../api/client'
import { type Definition, type Field, fieldAt, includesOf, titleOf, valueAt } from '../api/definition'
import { useDefinitions, useRows } from '../api/resources'
import { Value } from '../fields/Value'
import { toAddress } from '../filter/address'
import { listPath, recordPath, useTenantCode } from '../nav'
import { Button } from '@/ui/Button'
import { Icon } from '@/ui/Icon'
import { ErrorState, Skeleton } from '@/ui/States'

const RecordDialog = lazy(() => import('../form/RecordDialog'))
const system = new Set(['created_by', 'updated_by', 'client_id'])

/** Every list whose relation points here, found in the definitions and not written down anywhere. */
export function Related({ definition, id }: { definition: Definition; id: string }) {
  const { t } = useTranslation()
  const definitions = useDefinitions()
  const links = useMemo(
    () => [...(definitions?.values() ?? [])].flatMap(other => other.fields.filter(field => (field.kind === 'relation' || field.kind === 'file') && field.relation?.resource === definition.key && !system.has(field.name)).map(field => ({ other, field }))),
    [definitions, definition],
  )
  if (!links.length) return <p className="text-ink-3">{t('No other records point here.')}</p>
  return (
    <div className="space-y-7">
      {links.map(({ other, field }) => <RelatedList key={other.key + field.name} definition={other} field={field} id={id} parent={definition.label} />)}
    </div>
  )
}

function RelatedList({ definition, field, id, parent }: { definition: Definition; field: Field; id: string; parent: string }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const [creating, setCreating] = useState(false)
  const filter = { field: field.name, op: 'eq', value: id }
  const columns = (definition.columns ?? []).filter(path => path !== field.name).slice(0, 5)
  const rows = useRows(definition, { filter: JSON.stringify(filter), limit: 5, meta: 'total', include: includesOf(definition, columns) || undefined })
  const included = useMemo(() => new Map<string, Item>(rows.data?.included?.map(item => [item.id, item])), [rows.data])
  const total = rows.data?.meta?.total
  const target = `${listPath(tenant, definition.key)}?${new URLSearchParams(toAddress(filter)).toString()}`
  return (
    <section>
      <div className="mb-2 flex items-center gap-2">
        <Icon name={definition.icon} size={15} className="text-ink-3" />
        <h3 className="font-semibold">{definition.plural_label}</h3>
        {total !== undefined && <span className="nums text-ink-3">{total}</span>}
        {field.label !== parent && <span className="text-xs text-ink-3">{t('by {{name}}', { name: field.label })}</span>}
        <span className="ml-auto flex items-center gap-1">
          {definition.can.create && <Button look="ghost" size="sm" icon={<Plus size={13} aria-hidden />} onClick={() => setCreating(true)}>{t('Add')}</Button>}
          {!!total && <Link to={target.split('?')[0]} search={{ filter } as never} className="inline-flex h-7 items-center gap-1 rounded-md px-2 text-xs text-ink-2 hover:bg-hover">{t('See all')} <ArrowRight size={12} aria-hidden /></Link>}
        </span>
      </div>
      {rows.isError ? (
        <ErrorState error={rows.error} onRetry={() => void rows.refetch()} />
      ) : !rows.data ? (
        <Skeleton rows={2} />
      ) : rows.data.data.length ? (
        <div className="overflow-x-auto rounded-lg border border-line">
          <table className="w-full text-left">
            <thead className="text-xs text-ink-3">
              <tr>{columns.map(path => <th key={path} scope="col" className="h-8 border-b border-line bg-sunken px-3 font-medium whitespace-nowrap">{fieldAt(definition, path)?.label}</th>)}</tr>
            </thead>
            <tbody>
              {rows.data.data.map(item => (
                <tr key={item.id} className="[&:not(:last-child)>*]:border-b [&>*]:border-line hover:bg-sunken">
                  {columns.map((path, index) => {
                    const column = fieldAt(definition, path)
                    if (index === 0) return <th key={path} scope="row" className="h-9 max-w-64 truncate px-3 font-medium"><Link to={recordPath(tenant, definition.key, item.id)} className="hover:underline">{path === definition.title_field ? titleOf(definition, item.attributes, item.id) : column && <Value plain field={column} value={valueAt(item.attributes, path)} included={included} />}</Link></th>
                    return <td key={path} className="h-9 max-w-56 px-3"><div className="flex min-w-0">{column && <Value field={column} value={valueAt(item.attributes, path)} included={included} at={{ resource: definition.key, id: item.id }} />}</div></td>
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <p className="rounded-lg border border-dashed border-line-strong px-3 py-2.5 text-ink-3">{t('No {{what}} yet', { what: definition.plural_label })}</p>
      )}
      <Suspense>{creating && <RecordDialog definition={definition} preset={{ [field.name]: id }} onClose={() => setCreating(false)} />}</Suspense>
    </section>
  )
}
