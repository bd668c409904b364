import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { ArrowRight } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { meQuery, switchTenant } from '@/platform/api/session'
import { Avatar } from '@/ui/Avatar'
import { Badge } from '@/ui/Badge'
import { ErrorState, Skeleton } from '@/ui/States'
import { AuthLayout, FormError } from './AuthLayout'
import { enter } from './enter'

export default function Choose() {
  const { t } = useTranslation()
  const me = useQuery(meQuery)
  const [error, setError] = useState<string>()
  if (me.isPending) return <Skeleton rows={3} />
  if (me.isError) return <ErrorState error={me.error} onRetry={() => void me.refetch()} />
  if (!me.data) return <Navigate to="/login" />
  const choose = (code: string) => switchTenant(code).then(session => enter(session)).catch((failure: unknown) => setError(String((failure as Error).message)))
  return (
    <AuthLayout title={t('Choose an organisation')} lead={me.data.user.email}>
      <FormError message={error} />
      {!me.data.tenants.length && <p className="text-ink-2">{t('Your account belongs to no organisation yet. Open the link of your invitation, or ask an administrator for one.')}</p>}
      <ul className="space-y-1.5">
        {me.data.tenants.map(tenant => (
          <li key={tenant.id}>
            <button type="button" onClick={() => void choose(tenant.code)} className="group flex w-full items-center gap-3 rounded-lg border border-line px-3 py-2.5 text-left hover:border-line-strong hover:bg-sunken">
              <Avatar name={tenant.name} size={30} square />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{tenant.name}</span>
                <span className="block truncate text-xs text-ink-3">{tenant.code}</span>
              </span>
              {tenant.status && tenant.status !== 'active' && <Badge tone="amber">{t(tenant.status)}</Badge>}
              <ArrowRight size={14} aria-hidden className="text-ink-3" />
            </button>
          </li>
        ))}
      </ul>
    </AuthLayout>
  )
}
