import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useDefinitions } from '@/platform/api/resources'
import type { Filter } from '@/platform/filter/tree'
import { listPath, useTenantCode } from '@/platform/nav'
import { useFavourites } from '@/platform/view/views'
import { Icon } from '@/ui/Icon'

type Suggestion = { resource: string; label: string; hint: string; filter: Filter; sort: string }

const suggestions: Suggestion[] = [
  { resource: 'crm.deals', label: 'My open deals', hint: 'By expected close', filter: { and: [{ field: 'owner_id', op: 'eq', value: '$me' }, { field: 'status', op: 'eq', value: 'open' }] }, sort: 'expected_close' },
  { resource: 'crm.leads', label: 'New leads', hint: 'Not yet contacted', filter: { field: 'status', op: 'eq', value: 'new' }, sort: '-created_at' },
  { resource: 'crm.accounts', label: 'Accounts without an owner', hint: 'Somebody should care', filter: { field: 'owner_id', op: 'null', value: true }, sort: 'name' },
  { resource: 'org.users', label: 'Open invitations', hint: 'People who have not joined yet', filter: { field: 'status', op: 'eq', value: 'invited' }, sort: '-created_at' },
  { resource: 'platform.tenants', label: 'Suspended tenants', hint: 'Out of service now', filter: { field: 'status', op: 'eq', value: 'suspended' }, sort: 'name' },
]

export function UsefulViews() {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const definitions = useDefinitions()
  const favourites = (useFavourites().data ?? []).filter(view => definitions?.has(view.resource)).slice(0, 4)
  const rest = suggestions.filter(item => definitions?.has(item.resource)).slice(0, Math.max(0, 6 - favourites.length))
  const tile = 'flex items-center gap-3 rounded-xl border border-line p-3 transition-colors hover:border-line-strong hover:bg-sunken'
  const icon = (resource: string) => <span className="grid size-8 shrink-0 place-items-center rounded-lg bg-sunken text-ink-2"><Icon name={definitions?.get(resource)?.icon} size={15} /></span>
  if (!favourites.length && !rest.length) return null
  return (
    <section>
      <h2 className="mb-2 font-semibold">{t('Useful views')}</h2>
      <ul className="grid gap-2 sm:grid-cols-2">
        {favourites.map(view => (
          <li key={view.id}>
            <Link to={listPath(tenant, view.resource)} search={{ view: view.id } as never} className={tile}>
              {icon(view.resource)}
              <span className="min-w-0"><span className="block truncate font-medium">{view.name}</span><span className="block truncate text-xs text-ink-3">{definitions?.get(view.resource)?.plural_label}</span></span>
            </Link>
          </li>
        ))}
        {rest.map(item => (
          <li key={item.label}>
            <Link to={listPath(tenant, item.resource)} search={{ filter: item.filter, sort: item.sort } as never} className={tile}>
              {icon(item.resource)}
              <span className="min-w-0"><span className="block truncate font-medium">{t(item.label)}</span><span className="block truncate text-xs text-ink-3">{t(item.hint)}</span></span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
