import { Outlet, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AlertBanner } from '@/platform/audit/AlertBanner'
import { definitionsQuery } from '@/platform/api/resources'
import { useKeys } from '@/platform/keys'
import { useLive } from '@/platform/live/useLive'
import { useTenantGuard } from '@/platform/live/useTenantGuard'
import { href, useTenantCode } from '@/platform/nav'
import { HipaaBar } from '@/platform/security/HipaaBar'
import { ErrorState, Skeleton } from '@/ui/States'
import { useQuery } from '@tanstack/react-query'
import { Header } from './shell/Header'
import { Sidebar } from './shell/Sidebar'

const Palette = lazy(() => import('./shell/Palette'))
const KeyboardHelp = lazy(() => import('./shell/KeyboardHelp'))

const jumps: Record<string, string> = {
  'g h': '/', 'g a': '/crm/accounts', 'g c': '/crm/accounts', 'g o': '/crm/contacts', 'g l': '/crm/leads', 'g d': '/crm/deals', 'g p': '/crm/pipeline',
  'g u': '/org/users', 'g s': '/settings', 'g j': '/jobs', 'g x': '/audit/entries', 'g m': '/apps',
}

export function Shell() {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const navigate = useNavigate()
  const definitions = useQuery(definitionsQuery)
  const [palette, setPalette] = useState(false)
  const [help, setHelp] = useState(false)
  const [drawer, setDrawer] = useState(false)
  const [closed, setClosed] = useState(() => localStorage.getItem('ashlar.sidebar') === 'closed')
  const toggle = useCallback(() => {
    if (innerWidth < 768) return setDrawer(open => !open)
    setClosed(value => {
      localStorage.setItem('ashlar.sidebar', value ? 'open' : 'closed')
      return !value
    })
  }, [])
  useLive(tenant)
  useTenantGuard(tenant)
  useKeys({
    'mod+k': () => setPalette(open => !open),
    '?': () => setHelp(true),
    '[': toggle,
    ...Object.fromEntries(Object.entries(jumps).map(([keys, path]) => [keys, () => void navigate({ href: href(tenant, path) })])),
  })
  return (
    <div className="flex h-full">
      <a href="#main" className="sr-only z-50 rounded-md bg-accent px-3 py-2 font-medium text-accent-on focus:not-sr-only focus:absolute focus:top-2 focus:left-2">
        {t('Skip to the content')}
      </a>
      <Sidebar closed={closed} drawer={drawer} onClose={() => setDrawer(false)} onSearch={() => setPalette(true)} />
      <div className="flex min-w-0 flex-1 flex-col md:py-2 md:pr-2">
        <div className="flex min-h-0 flex-1 flex-col overflow-hidden border-line bg-panel md:rounded-xl md:border md:shadow-sm">
          <Header onMenu={toggle} onHelp={() => setHelp(true)} onSearch={() => setPalette(true)} />
          <HipaaBar />
          <AlertBanner />
          <main id="main" tabIndex={-1} className="min-h-0 flex-1 overflow-auto outline-none">
            {definitions.isError ? (
              <ErrorState error={definitions.error} onRetry={() => void definitions.refetch()} />
            ) : definitions.data ? (
              <Suspense fallback={<Skeleton />}>
                <Outlet />
              </Suspense>
            ) : (
              <Skeleton />
            )}
          </main>
        </div>
      </div>
      <Suspense>
        {palette && <Palette onClose={() => setPalette(false)} onHelp={() => setHelp(true)} />}
        {help && <KeyboardHelp onClose={() => setHelp(false)} />}
      </Suspense>
    </div>
  )
}
