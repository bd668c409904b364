import { useQuery } from '@tanstack/react-query'
import { figureOf } from '@/modules/crm/charts'
import { Figures } from '@/modules/crm/Figures'
import { amountOf, type DashboardReport } from '@/modules/crm/reports'
import { get, type One } from '@/platform/api/client'
import { keyOf } from '@/platform/api/resources'

export function CrmCards() {
  const report = useQuery({ queryKey: keyOf('crm.deals', 'report', 'dashboard'), queryFn: ({ signal }) => get<One<DashboardReport>>('crm/reports/dashboard', undefined, signal) })
  const it = report.data?.data.attributes
  const figures = (it?.cards ?? []).slice(0, 4).map(card => figureOf(card, it?.currency))
  // A wall of zeros tells a new organisation nothing; the checklist does.
  if (report.isError || (it && (it.cards ?? []).every(card => amountOf(card.value) === 0))) return null
  return <Figures figures={figures.length ? figures : [undefined, undefined, undefined, undefined]} />
}
