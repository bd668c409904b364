import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { meQuery, switchTenant } from '@/platform/api/session'
import { type ListSearch, readListSearch } from '@/platform/list/search'
import { ErrorState } from '@/ui/States'
import { parseSearch, stringifySearch } from './address'
import { queryClient } from './queryClient'

const root = createRootRoute({ component: Outlet, notFoundComponent: lazyRouteComponent(() => import('./NotFound'), 'NotFound') })
const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
const tokenSearch = (search: Record<string, unknown>): { token?: string } => ({ token: text(search.token) })

const open = <P extends string>(path: P, load: () => Promise<{ default: React.ComponentType }>) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load), validateSearch: tokenSearch })

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async () => {
    const me = await queryClient.ensureQueryData(meQuery)
    if (!me) throw redirect({ to: '/login' })
    if (!me.tenant) throw redirect({ to: '/choose' })
    throw redirect({ to: '/t/$tenant', params: { tenant: me.tenant.code } })
  },
})

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search: Record<string, unknown>): { to?: string; tenant?: string } => ({ to: text(search.to)?.startsWith('/') && !text(search.to)?.startsWith('//') ? text(search.to) : undefined, tenant: text(search.tenant) }),
  component: lazyRouteComponent(() => import('./auth/Login')),
})

/** Where providers send people back to. */
const callback = createRoute({
  getParentRoute: () => root,
  path: '/login/callback',
  validateSearch: (search: Record<string, unknown>): { state?: string; code?: string; iss?: string; error?: string } => ({ state: text(search.state), code: text(search.code), iss: text(search.iss), error: text(search.error) }),
  component: lazyRouteComponent(() => import('./auth/Callback')),
})

/** Links in answers of the server do not know the organisation. */
const upgrade = createRoute({
  getParentRoute: () => root,
  path: '/apps',
  validateSearch: (search: Record<string, unknown>): { app?: string } => ({ app: text(search.app) }),
  beforeLoad: async ({ search }) => {
    const me = await queryClient.ensureQueryData(meQuery)
    if (!me?.tenant) throw redirect({ to: '/login', search: { to: '/apps' } })
    throw redirect({ to: '/t/$tenant/apps', params: { tenant: me.tenant.code }, search: { app: search.app } })
  },
})

const operator = createRoute({ getParentRoute: () => root, path: '/platform', beforeLoad: () => { throw redirect({ to: '/t/$tenant', params: { tenant: 'platform' } }) } })

export const tenantRoute = createRoute({
  getParentRoute: () => root,
  path: '/t/$tenant',
  beforeLoad: async ({ params, location }) => {
    const me = await queryClient.ensureQueryData(meQuery)
    if (!me) throw redirect({ to: '/login', search: { to: location.href } })
    if (me.tenant?.code === params.tenant) return
    await switchTenant(params.tenant)
    queryClient.clear()
    await queryClient.ensureQueryData(meQuery)
  },
  component: lazyRouteComponent(() => import('./security/Gate'), 'Gate'),
  errorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
})

const page = <P extends string>(path: P, load: () => Promise<{ default: React.ComponentType }>) =>
  createRoute({ getParentRoute: () => tenantRoute, path, component: lazyRouteComponent(load), validateSearch: (search: Record<string, unknown>): Record<string, string | undefined> => search as Record<string, string> })

export const listRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/$module/$plural',
  validateSearch: (search: Record<string, unknown>): ListSearch => readListSearch(search),
  component: lazyRouteComponent(() => import('./ResourceRoute'), 'ListScreen'),
})

export const recordRoute = createRoute({
  getParentRoute: () => tenantRoute,
  path: '/$module/$plural/$id',
  validateSearch: (search: Record<string, unknown>): { tab?: string } => ({ tab: text(search.tab) }),
  component: lazyRouteComponent(() => import('./ResourceRoute'), 'RecordScreen'),
})

const importRoute = createRoute({ getParentRoute: () => tenantRoute, path: '/$module/$plural/import', component: lazyRouteComponent(() => import('@/platform/import/ImportWizard')) })

const tree = root.addChildren([
  index, login, callback, operator, upgrade,
  open('/choose', () => import('./auth/Choose')),
  open('/register', () => import('./auth/Register')),
  open('/verify', () => import('./auth/Verify')),
  open('/forgot', () => import('./auth/Forgot')),
  open('/reset', () => import('./auth/Reset')),
  open('/invite', () => import('./auth/Invite')),
  tenantRoute.addChildren([
    page('/', () => import('./home/Home')),
    page('/apps', () => import('@/platform/admin/Apps')),
    page('/settings', () => import('@/platform/admin/Settings')),
    page('/limits', () => import('@/platform/admin/Limits')),
    page('/backups', () => import('@/platform/backups/Backups')),
    page('/observability', () => import('@/platform/observe/Observability')),
    page('/diagnostics', () => import('@/platform/observe/Diagnostics')),
    page('/jobs', () => import('@/platform/jobs/Jobs')),
    page('/schedules', () => import('@/platform/jobs/Schedules')),
    page('/webhooks', () => import('@/platform/webhooks/Webhooks')),
    page('/hooks', () => import('@/platform/hooks/Hooks')),
    page('/profile', () => import('./profile/Profile')),
    page('/profile/security', () => import('./security/Security')),
    page('/roles-matrix', () => import('@/platform/admin/RolesMatrix')),
    page('/keys', () => import('@/platform/keys/Keys')),
    page('/security', () => import('@/platform/security/Security')),
    page('/explain', () => import('@/platform/admin/Explain')),
    listRoute, recordRoute, importRoute,
  ]),
])

export const router = createRouter({
  routeTree: tree,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  scrollToTopSelectors: ['#main'],
  defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
