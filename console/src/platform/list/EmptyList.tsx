import { Link } from '@tanstack/react-router'
import { Plus, Trash2, Upload } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Definition } from '../api/definition'
import { importPath, useTenantCode } from '../nav'
import { Button, buttonClass } from '@/ui/Button'
import { Icon } from '@/ui/Icon'
import { EmptyState } from '@/ui/States'

export function EmptyList({ definition, deleted, onCreate }: { definition: Definition; deleted: boolean; onCreate: () => void }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  if (deleted)
    return <EmptyState icon={<Trash2 size={20} aria-hidden />} title={t('Nothing is deleted')}>{definition.can.restore ? t('Deleted records wait here and can be restored.') : t('Deleted records are listed here.')}</EmptyState>
  return (
    <EmptyState
      icon={<Icon name={definition.icon} size={20} />}
      title={t('No {{what}} yet', { what: definition.plural_label })}
      actions={
        <>
          {definition.can.create && <Button look="primary" icon={<Plus size={15} aria-hidden />} onClick={onCreate}>{t('New {{what}}', { what: definition.label })}</Button>}
          {definition.can.import && <Link to={importPath(tenant, definition.key)} className={buttonClass()}><Upload size={14} aria-hidden /> {t('Import a file')}</Link>}
        </>
      }
    >
      {definition.can.create ? t('Create the first one, or bring a CSV or Excel file.') : t('They appear here as soon as there are some.')}
    </EmptyState>
  )
}
