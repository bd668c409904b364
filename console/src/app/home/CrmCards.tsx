import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { figureOf } from '@/modules/crm/charts'
import type { DashboardReport } from '@/modules/crm/reports'
import { get, type One } from '@/platform/api/client'
import { keyOf } from '@/platform/api/resources'

export function CrmCards() {
  const { t } = useTranslation()
  const report = useQuery({ queryKey: keyOf('crm.deals', 'report', 'dashboard'), queryFn: ({ signal }) => get<One<DashboardReport>>('crm/reports/dashboard', undefined, signal) })
  const it = report.data?.data.attributes
  const figures = (it?.cards ?? []).slice(0, 4).map(card => figureOf(card, it?.currency))
  if (report.isError || (it && !figures.length)) return null
  return (
    <dl className="grid min-h-[92px] grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line lg:grid-cols-4" aria-busy={report.isPending || undefined}>
      {(figures.length ? figures : Array.from({ length: 4 }, () => undefined)).map((figure, index) => (
        <div key={index} className="bg-panel p-4">
          <dt className="truncate text-xs text-ink-3">{figure && t(figure.label)}</dt>
          <dd className="nums mt-1 flex flex-wrap items-baseline gap-x-2 text-2xl font-semibold tracking-tight">
            {figure?.text ?? ' '}
            {figure?.change !== undefined && <span className={`text-xs font-medium tracking-normal ${figure.change >= 0 ? 'text-ok' : 'text-danger'}`}>{figure.change >= 0 ? '+' : ''}{figure.change.toFixed(1)} %</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
