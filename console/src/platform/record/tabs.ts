import { type ComponentType, lazy } from 'react'
import type { Row } from '../api/definition'

export type RecordTab = { id: string; label: string; component: ComponentType<{ id: string; row: Row }> }

/** What a few core resources show beyond their definition. */
export const recordTabs: Record<string, RecordTab[]> = {
  'org.users': [{ id: 'access', label: 'Access', component: lazy(() => import('../admin/UserAccess')) }],
  'files.files': [
    { id: 'preview', label: 'Preview', component: lazy(() => import('../files/PreviewTab')) },
    { id: 'retention', label: 'Retention and hold', component: lazy(() => import('../files/Retention')) },
  ],
  'audit.entries': [{ id: 'proof', label: 'Proof', component: lazy(() => import('../audit/Proof')) }],
  'rbac.roles': [{ id: 'permissions', label: 'Permissions', component: lazy(() => import('../admin/RolePermissions')) }],
  'platform.tenants': [{ id: 'operations', label: 'Provisioning and apps', component: lazy(() => import('../admin/TenantOperations')) }],
}
