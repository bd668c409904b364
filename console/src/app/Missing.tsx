import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { LockKeyhole } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { get } from '@/platform/api/client'
import { useMenu } from '@/platform/api/resources'
import { href, useTenantCode } from '@/platform/nav'
import { buttonClass } from '@/ui/Button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/States'
import { NotFound } from './NotFound'

/** No definition means: not subscribed, not permitted, or not there. The server is asked which. */
export function Missing({ module, plural }: { module: string; plural: string }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const locked = useMenu().data?.find(app => app.id === module && app.attributes.locked)
  const probe = useQuery({ queryKey: ['probe', module, plural], queryFn: ({ signal }) => get(`${module}/${plural}`, { limit: 1 }, signal), staleTime: 60_000 })
  if (locked)
    return (
      <EmptyState icon={<LockKeyhole size={20} aria-hidden />} title={locked.attributes.label} actions={<Link to={href(tenant, '/apps')} className={buttonClass('primary')}>{t('See the plans')}</Link>}>
        {locked.attributes.upgrade?.message ?? t('Not part of your plan yet.')}
      </EmptyState>
    )
  if (probe.isPending) return <Skeleton />
  if (probe.isError) return <ErrorState error={probe.error} />
  return <NotFound />
}
