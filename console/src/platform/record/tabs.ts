import { type ComponentType, lazy } from 'react'
import type { Row } from '../api/definition'

export type RecordTab = { id: string; label: string; component: ComponentType<{ id: string; row: Row }> }

/** What a few core resources show beyond their definition. */
export const recordTabs: Record<string, RecordTab[]> = {
  'org.users': [{ id: 'access', label: 'Access', component: lazy(() => import('../admin/UserAccess')) }],
  'rbac.roles': [{ id: 'permissions', label: 'Permissions', component: lazy(() => import('../admin/RolePermissions')) }],
  'platform.tenants': [{ id: 'operations', label: 'Provisioning and apps', component: lazy(() => import('../admin/TenantOperations')) }],
}
