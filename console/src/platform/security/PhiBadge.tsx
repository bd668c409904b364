import { useTranslation } from 'react-i18next'
import { fieldAt, type Definition } from '../api/definition'
import { useDefinition, useRows } from '../api/resources'
import { Badge } from '@/ui/Badge'
import { Popover } from '@/ui/Popover'
import { useUiContext } from './context'

/** Says quietly that texts of a record hold health information in the open; which and why only to those with clearance. */
export function PhiBadge({ definition, id }: { definition: Definition; id: string }) {
  const { t } = useTranslation()
  const context = useUiContext()
  const findings = useDefinition('phi.findings')
  const rows = useRows(findings, { filter: JSON.stringify({ and: [{ field: 'resource', op: 'eq', value: definition.key }, { field: 'row_id', op: 'eq', value: id }] }), limit: 20 }, !!findings && definition.key !== 'phi.findings')
  const found = rows.data?.data ?? []
  if (!found.length) return null
  const badge = <Badge tone="amber" dot>{t('Health information')}</Badge>
  if (!context?.phi.authorized) return <span className="ml-1 align-middle" title={t('Texts of this record hold health information in fields that are not encrypted.')}>{badge}</span>
  return (
    <Popover label={t('Health information')} className="w-80 p-3" trigger={<button type="button" className="ml-1 cursor-pointer rounded-sm align-middle">{badge}</button>}>
      <p className="mb-2 text-sm text-ink-2">{t('Texts of this record hold health information in fields that are not encrypted.')}</p>
      <dl className="space-y-2 text-sm">
        {found.map(({ id: key, attributes: row }) => (
          <div key={key}>
            <dt className="font-medium">{fieldAt(definition, row.field as string)?.label ?? (row.field as string)}</dt>
            {String(row.reasons).split('; ').map(reason => <dd key={reason} className="text-ink-2">{reason}</dd>)}
          </div>
        ))}
      </dl>
    </Popover>
  )
}
