import { useQuery } from '@tanstack/react-query'
import { Keyboard, PanelLeft, Search } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { setupQuery } from '@/platform/api/session'
import { Badge } from '@/ui/Badge'
import { IconButton } from '@/ui/Button'
import { Breadcrumb } from './Breadcrumb'
import { UserMenu } from './UserMenu'

export function Header({ onMenu, onHelp, onSearch }: { onMenu: () => void; onHelp: () => void; onSearch: () => void }) {
  const { t } = useTranslation()
  const setup = useQuery(setupQuery)
  return (
    <header className="flex h-11 shrink-0 items-center gap-1 border-b border-line pr-3 pl-2">
      <IconButton label={t('Show or hide the navigation')} onClick={onMenu}>
        <PanelLeft size={16} aria-hidden />
      </IconButton>
      <Breadcrumb />
      <div className="ml-auto flex items-center gap-1">
        {setup.data?.demo && <Badge tone="amber" className="mr-1 max-sm:hidden">{t('Demo data')}</Badge>}
        <IconButton label={t('Search')} className="md:hidden" onClick={onSearch}>
          <Search size={16} aria-hidden />
        </IconButton>
        <IconButton label={t('Keyboard shortcuts')} className="max-sm:hidden" onClick={onHelp}>
          <Keyboard size={16} aria-hidden />
        </IconButton>
        <UserMenu />
      </div>
    </header>
  )
}
