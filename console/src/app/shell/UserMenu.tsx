import { useNavigate } from '@tanstack/react-router'
import { Languages, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { languages, setLanguage } from '@/app/i18n'
import { queryClient } from '@/app/queryClient'
import { setTheme, type Theme, useTheme } from '@/app/theme'
import { post } from '@/platform/api/client'
import { meQuery, useMe } from '@/platform/api/session'
import { href, useTenantCode } from '@/platform/nav'
import { Avatar } from '@/ui/Avatar'
import { Menu, MenuItem, MenuLabel, MenuLine } from '@/ui/Menu'

const themes: { id: Theme; label: string; icon: typeof Sun }[] = [
  { id: 'system', label: 'System', icon: Monitor },
  { id: 'light', label: 'Light', icon: Sun },
  { id: 'dark', label: 'Dark', icon: Moon },
]

export function UserMenu() {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const theme = useTheme()
  const tenant = useTenantCode()
  const navigate = useNavigate()
  const signOut = async () => {
    await post('auth/logout').catch(() => undefined)
    queryClient.clear()
    queryClient.setQueryData(meQuery.queryKey, null)
    await navigate({ to: '/login' })
  }
  return (
    <Menu
      trigger={
        <button type="button" className="ml-1 rounded-full" aria-label={t('Account of {{name}}', { name: me?.user.name ?? '' })}>
          <Avatar name={me?.user.name ?? '?'} size={26} />
        </button>
      }
    >
      <div className="px-2 py-1.5">
        <p className="truncate font-medium">{me?.user.name}</p>
        <p className="truncate text-xs text-ink-3">{me?.user.email}</p>
      </div>
      <MenuLine />
      <MenuItem icon={<UserRound size={15} aria-hidden />} onSelect={() => void navigate({ to: href(tenant, '/profile') })}>{t('Profile and sessions')}</MenuItem>
      <MenuLabel>{t('Appearance')}</MenuLabel>
      {themes.map(({ id, label, icon: Shape }) => (
        <MenuItem key={id} icon={<Shape size={15} aria-hidden />} checked={theme === id} onSelect={event => { event.preventDefault(); setTheme(id) }}>{t(label)}</MenuItem>
      ))}
      <MenuLabel>{t('Language')}</MenuLabel>
      {Object.entries(languages).map(([code, name]) => (
        <MenuItem key={code} icon={<Languages size={15} aria-hidden />} checked={i18n.language === code} onSelect={event => { event.preventDefault(); void setLanguage(code) }}>{name}</MenuItem>
      ))}
      <MenuLine />
      <MenuItem icon={<LogOut size={15} aria-hidden />} onSelect={() => void signOut()}>{t('Sign out')}</MenuItem>
    </Menu>
  )
}
