import type { Session } from '@/platform/api/session'
import { queryClient } from '../queryClient'
import { router } from '../router'

/** After any sign-in: straight into the organisation, or to the chooser when there are several. */
export async function enter(session: Session, to?: string) {
  queryClient.clear()
  const wanted = to && /^\/t\/([^/?]+)/.exec(to)?.[1]
  if (to && (!wanted || session.tenants.some(tenant => tenant.code === wanted))) return router.navigate({ href: to })
  const tenant = session.tenant ?? (session.tenants.length === 1 ? session.tenants[0] : null)
  if (tenant) return router.navigate({ to: '/t/$tenant', params: { tenant: tenant.code } })
  return router.navigate({ to: '/choose' })
}
