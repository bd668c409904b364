import { Link } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { SealStatus } from '../audit/SealStatus'
import { UploadButton } from '../files/UploadButton'
import { href, useTenantCode } from '../nav'
import { buttonClass } from '@/ui/Button'

function To({ path, label }: { path: string; label: string }) {
  const { t } = useTranslation()
  return <Link to={href(useTenantCode(), path)} className={buttonClass()}>{t(label)}</Link>
}

/** Neighbouring tools shown at the head of a generic list. */
export const listLinks: Record<string, ComponentType> = {
  'audit.entries': () => <SealStatus />,
  'files.files': () => <><To path="/files/retention_policies" label="Retention" /><UploadButton /></>,
  'rbac.roles': () => <><To path="/roles-matrix" label="Matrix" /><To path="/explain" label="Explain access" /></>,
  'org.users': () => <To path="/explain" label="Explain access" />,
  'crm.accounts': () => <To path="/crm/duplicates" label="Duplicates" />,
  'crm.deals': () => <To path="/crm/pipeline" label="Pipeline" />,
}
