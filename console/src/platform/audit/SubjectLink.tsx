import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Row } from '../api/definition'
import { useDefinition } from '../api/resources'
import { recordPath, useTenantCode } from '../nav'
import { buttonClass } from '@/ui/Button'

/** Leads from an entry to the record it is about, where the reader may open it. */
export function SubjectLink({ row }: { row: Row }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const definition = useDefinition(typeof row.resource === 'string' ? row.resource : '')
  if (!definition || typeof row.resource_id !== 'string') return null
  return <Link to={recordPath(tenant, definition.key, row.resource_id)} className={buttonClass()}>{t('Open the record')}</Link>
}
