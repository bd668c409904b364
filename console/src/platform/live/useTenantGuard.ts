import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { meQuery, switchTenant } from '../api/session'

/** The session holds one organisation for all tabs; a tab that comes back takes its own one again. */
export function useTenantGuard(tenant: string) {
  const client = useQueryClient()
  useEffect(() => {
    const check = async () => {
      const me = await client.fetchQuery({ ...meQuery, staleTime: 0 })
      if (!me?.tenant || me.tenant.code === tenant) return
      await switchTenant(tenant)
      await client.invalidateQueries()
    }
    const listen = () => void check().catch(() => undefined)
    addEventListener('focus', listen)
    return () => removeEventListener('focus', listen)
  }, [client, tenant])
}
