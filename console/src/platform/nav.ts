import { getRouteApi } from '@tanstack/react-router'
import type { MenuItem } from './api/resources'

const route = getRouteApi('/t/$tenant')
export const useTenantCode = () => route.useParams().tenant

/** Pages the server names in the menu and in definitions, and where they live here. */
const pages: Record<string, string> = {
  'crm-pipeline': '/crm/pipeline',
  'crm-dashboard': '/crm/dashboard',
  apps: '/apps', catalogue: '/apps', subscriptions: '/apps',
  settings: '/settings',
  jobs: '/jobs',
  security: '/security',
  limits: '/limits',
  schedules: '/schedules',
  observability: '/observability',
  diagnostics: '/diagnostics',
  roles: '/roles-matrix', 'roles-matrix': '/roles-matrix',
  explain: '/explain', 'access-explain': '/explain',
  api_keys: '/keys',
  profile: '/profile',
  home: '/',
}

const moved: Record<string, string> = { '/settings/apps': '/apps', '/settings/jobs': '/jobs', '/rbac/matrix': '/roles-matrix', '/rbac/explain': '/explain', '/settings/settings': '/settings' }

export function pathOfItem(item: MenuItem): string {
  if (item.page && pages[item.page]) return pages[item.page]
  if (item.resource) return `/${item.resource.replace('.', '/')}`
  return moved[item.path] ?? item.path
}
export const href = (tenant: string, path: string): string => `/t/${tenant}${path === '/' ? '' : path}`

export const listPath = (tenant: string, resource: string): string => href(tenant, `/${resource.replace('.', '/')}`)
export const recordPath = (tenant: string, resource: string, id: string): string => `${listPath(tenant, resource)}/${id}`
export const importPath = (tenant: string, resource: string): string => `${listPath(tenant, resource)}/import`
