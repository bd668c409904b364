import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ShieldAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { get, type Many } from '../api/client'
import { useDefinition } from '../api/resources'
import { href, useTenantCode } from '../nav'

/** Tells whoever may see alerts that some wait for a look. */
export function AlertBanner() {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const visible = !!useDefinition('audit.alerts')
  const open = useQuery({
    queryKey: ['audit.alerts', 'open'],
    queryFn: ({ signal }) => get<Many<{ title: string }>>('audit/alerts', { 'filter[status]': 'open', sort: '-created_at', limit: 1, meta: 'total' }, signal),
    enabled: visible,
    refetchInterval: 60_000,
  })
  const first = open.data?.data[0]
  if (!visible || !first) return null
  return (
    <Link to={href(tenant, `/audit/alerts/${first.id}`)} role="alert" className="flex items-center gap-2 border-b border-line bg-danger/10 px-4 py-2 text-danger hover:underline sm:px-6">
      <ShieldAlert size={16} aria-hidden className="shrink-0" />
      <span className="min-w-0 truncate font-medium">{first.attributes.title}</span>
      <span className="ml-auto shrink-0 text-xs">{t('{{count}} open alerts', { count: open.data?.meta?.total ?? 1 })}</span>
    </Link>
  )
}
