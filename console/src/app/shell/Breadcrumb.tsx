import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useRouterState } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { titleOf } from '@/platform/api/definition'
import { recordQuery, useDefinition, useMenu } from '@/platform/api/resources'
import { useMe } from '@/platform/api/session'
import { href, pathOfItem, useTenantCode } from '@/platform/nav'

export function Breadcrumb() {
  const { t } = useTranslation()
  const code = useTenantCode()
  const me = useMe()
  const params = useParams({ strict: false })
  const menu = useMenu()
  const definition = useDefinition(params.module && `${params.module}.${params.plural}`)
  const app = menu.data?.find(item => item.id === params.module || item.attributes.items?.some(entry => entry.resource === definition?.key))
  const record = useQuery({ ...recordQuery(definition ?? ({ key: '', path: '', fields: [] } as never), params.id ?? ''), enabled: !!definition && !!params.id })
  const path = useRouterState({ select: state => state.location.pathname })
  const page = definition ? undefined : menu.data?.flatMap(item => (item.attributes.items ?? []).map(entry => ({ app: item, entry }))).find(({ entry }) => entry.path !== '/' && href(code, pathOfItem(entry)) === path)
  const crumbs = [{ label: me?.tenant?.name ?? code, to: href(code, '/') }]
  if (definition) {
    if (app && app.attributes.label !== definition.plural_label) crumbs.push({ label: app.attributes.label, to: '' })
    crumbs.push({ label: definition.plural_label, to: href(code, `/${params.module}/${params.plural}`) })
    if (params.id && record.data) crumbs.push({ label: titleOf(definition, record.data.item.attributes, params.id), to: '' })
  }
  if (page && page.app.attributes.label !== page.entry.label) crumbs.push({ label: page.app.attributes.label, to: '' })
  if (page) crumbs.push({ label: page.entry.label, to: '' })
  const shown = crumbs.filter((crumb, index) => crumb.label !== crumbs[index - 1]?.label)
  return (
    <nav aria-label={t('You are here')} className="min-w-0">
      <ol className="flex items-center text-ink-3">
        {shown.map((crumb, index) => (
          <li key={index} className={`flex min-w-0 items-center ${index < shown.length - 2 ? 'max-sm:hidden' : ''}`}>
            {index > 0 && <span aria-hidden className={`mx-1.5 text-line-strong ${index === shown.length - 2 ? 'max-sm:hidden' : ''}`}>/</span>}
            {crumb.to && index < shown.length - 1 ? (
              <Link to={crumb.to} className="truncate rounded-sm hover:text-ink">{crumb.label}</Link>
            ) : (
              <span className={index === shown.length - 1 ? 'truncate text-ink-2' : 'truncate'} aria-current={index === shown.length - 1 ? 'page' : undefined}>{crumb.label}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
