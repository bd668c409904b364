import { useNavigate } from '@tanstack/react-router'
import { ChevronsUpDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/platform/api/session'
import { useTenantCode } from '@/platform/nav'
import { Avatar } from '@/ui/Avatar'
import { Menu, MenuItem, MenuLabel } from '@/ui/Menu'

export function TenantSwitcher() {
  const { t } = useTranslation()
  const me = useMe()
  const code = useTenantCode()
  const navigate = useNavigate()
  const name = me?.tenant?.name ?? code
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className="flex h-10 w-full items-center gap-2.5 rounded-lg px-2 text-left hover:bg-hover" aria-label={t('Organisation: {{name}}. Switch', { name })}>
          <Avatar name={name} size={24} square />
          <span className="min-w-0 flex-1 truncate font-semibold tracking-tight">{name}</span>
          <ChevronsUpDown size={14} aria-hidden className="text-ink-3" />
        </button>
      }
    >
      <MenuLabel>{t('Organisations')}</MenuLabel>
      {(me?.tenants ?? []).map(tenant => (
        <MenuItem key={tenant.id} icon={<Avatar name={tenant.name} size={16} square />} checked={tenant.code === code} onSelect={() => void navigate({ to: '/t/$tenant', params: { tenant: tenant.code } })}>
          {tenant.name}
        </MenuItem>
      ))}
    </Menu>
  )
}
