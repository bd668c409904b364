import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { get, type One } from '@/platform/api/client'
import { keyOf } from '@/platform/api/resources'
import { money } from '@/platform/format'
import { amountOf, type PipelineReport } from './reports'

export function PipelineTotals({ pipeline }: { pipeline: string }) {
  const { t } = useTranslation()
  const report = useQuery({ queryKey: keyOf('crm.deals', 'report', 'pipeline', pipeline), queryFn: ({ signal }) => get<One<PipelineReport>>('crm/reports/pipeline', { pipeline_id: pipeline }, signal) })
  const it = report.data?.data.attributes
  if (!it?.totals) return <>&nbsp;</>
  const show = (value: unknown) => money({ amount: String(amountOf(value)), currency: it.currency ?? 'EUR' }, true)
  return <span className="nums">{t('{{count}} deals', { count: it.totals.count })} · {show(it.totals.value)} · {t('{{value}} weighted', { value: show(it.totals.weighted) })}</span>
}
