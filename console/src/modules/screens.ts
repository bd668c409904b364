import { type ComponentType, lazy } from 'react'

/** Screens that deserve their own design; everything else is rendered from its definition. */
export const screens: Record<string, ComponentType> = {
  'crm/pipeline': lazy(() => import('./crm/Pipeline')),
  'crm/duplicates': lazy(() => import('./crm/Duplicates')),
  'crm/dashboard': lazy(() => import('./crm/Dashboard')),
}
