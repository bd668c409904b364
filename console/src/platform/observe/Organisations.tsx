import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { get, type One } from '../api/client'
import { number } from '../format'
import { Badge } from '@/ui/Badge'
import { ErrorState, Skeleton } from '@/ui/States'
import { bytes, type Monitoring, ms, type Numbers, percent, type Service } from './model'
import { Figure, Table } from './Tables'

/** What each organisation does; the last line is the sum of the others. */
export function Organisations() {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: ['monitoring'], queryFn: ({ signal }) => get<One<Monitoring>>('platform/monitoring', { hours: 24 }, signal), refetchInterval: 10_000 })
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <Skeleton rows={8} />
  const { tenants, totals } = query.data.data.attributes
  const right = (text: string) => ({ text, right: true as const })
  return (
    <Table name={t('Organisations')} heads={[t('Organisation'), right(t('People')), right(t('Active')), right(t('Requests in 24 h')), right(t('Failures')), right('P95'), right(t('Jobs')), right(t('Events')), right(t('Webhooks')), right(t('Files')), t('Promise')]}>
      {tenants.map(one => (
        <tr key={one.id}>
          <th scope="row" className="h-10 px-4 py-2 font-medium">
            {one.name ?? t('Nobody’s')}
            {one.code && <span className="block text-xs font-normal text-ink-3">{one.code}</span>}
          </th>
          <Cells of={one.figures} />
          <td className="px-4"><Kept service={one.service} /></td>
        </tr>
      ))}
      <tr className="bg-sunken font-medium">
        <th scope="row" className="h-10 px-4 font-semibold">{t('All together')}</th>
        <Cells of={totals} />
        <td className="px-4" />
      </tr>
    </Table>
  )
}

const Cells = ({ of }: { of: Numbers }) => (
  <>
    <Figure>{number(of.people)}</Figure>
    <Figure>{number(of.people_active)}</Figure>
    <Figure>{number(of.requests)}</Figure>
    <Figure loud={of.errors > 0}>{number(of.errors)}</Figure>
    <Figure>{ms(of.p95)}</Figure>
    <Figure loud={of.jobs_failed > 0}>{number(of.jobs_waiting)}</Figure>
    <Figure loud={of.events_dead > 0}>{number(of.events_waiting)}</Figure>
    <Figure loud={of.webhooks_dead > 0}>{number(of.webhooks_waiting)}</Figure>
    <Figure>{bytes(of.file_bytes)}</Figure>
  </>
)

function Kept({ service }: { service: Service | null }) {
  const { t } = useTranslation()
  if (!service) return null
  if (!service.measured) return <span className="text-ink-3">{t('Too few requests')}</span>
  const title = t('{{availability}} of {{promised}} promised, P95 {{p95}} of {{limit}}', { availability: percent(service.availability, 2), promised: percent(service.promised_availability, 2), p95: ms(service.p95), limit: ms(service.promised_p95) })
  return <span title={title}>{service.misses_availability || service.misses_latency ? <Badge dot tone="red">{t('Broken')}</Badge> : <Badge dot tone="green">{t('Kept')}</Badge>}</span>
}
