import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Row } from '../api/definition'
import { href, useTenantCode } from '../nav'
import { buttonClass } from '@/ui/Button'
import { ErrorState, Skeleton } from '@/ui/States'
import { GrantBox } from './GrantBox'
import { stateOf, usePermissions } from './permissions'

export default function RolePermissions({ row }: { id: string; row: Row }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const permissions = usePermissions()
  if (permissions.isError) return <ErrorState error={permissions.error} onRetry={() => void permissions.refetch()} />
  if (!permissions.data) return <Skeleton rows={5} />
  const role = { allow: (row.allow as string[] | null) ?? [], deny: (row.deny as string[] | null) ?? [] }
  const given = permissions.data.filter(item => stateOf(role, item.code) !== 'none')
  return (
    <>
      <div className="mb-3 flex items-center gap-3">
        <p className="flex-1 text-ink-2">{t('{{given}} of {{total}} permissions are decided by this role.', { given: given.length, total: permissions.data.length })}</p>
        <Link to={href(tenant, '/roles-matrix')} className={buttonClass()}>{t('Change in the matrix')}</Link>
      </div>
      <ul className="grid gap-x-6 sm:grid-cols-2 lg:grid-cols-3">
        {given.map(item => (
          <li key={item.code} className="flex h-8 items-center gap-2.5 border-b border-line">
            <GrantBox disabled state={stateOf(role, item.code)} label={item.code} onClick={() => undefined} />
            <code className="truncate font-mono text-xs">{item.code}</code>
          </li>
        ))}
      </ul>
    </>
  )
}
