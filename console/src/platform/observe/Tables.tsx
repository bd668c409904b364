import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ago, moment, number } from '../format'
import { Badge } from '@/ui/Badge'
import { bytes, type Breach, type ClassRow, type Host, ms, percent } from './model'

export function Table({ name, heads, children }: { name: string; heads: (string | { text: string; right: true })[]; children: ReactNode }) {
  return (
    <div className="relative overflow-x-auto rounded-xl border border-line bg-panel">
      <table className="w-full min-w-[640px] text-left">
        <caption className="sr-only">{name}</caption>
        <thead className="text-xs text-ink-3">
          <tr>
            {heads.map(head => (
              <th key={typeof head === 'string' ? head : head.text} scope="col" className={`h-9 border-b border-line px-4 font-medium whitespace-nowrap ${typeof head === 'string' ? '' : 'text-right'}`}>
                {typeof head === 'string' ? head : head.text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&_tr:last-child>*]:border-b-0 [&_tr>*]:border-b [&_tr>*]:border-line">{children}</tbody>
      </table>
    </div>
  )
}

const right = (text: string) => ({ text, right: true as const })
export const Figure = ({ children, loud }: { children: ReactNode; loud?: boolean }) => <td className={`nums h-10 px-4 text-right whitespace-nowrap ${loud ? 'font-medium text-danger' : ''}`}>{children}</td>

export function Classes({ rows }: { rows: ClassRow[] }) {
  const { t } = useTranslation()
  return (
    <Table name={t('Requests by class')} heads={[t('Class'), right(t('Requests')), right(t('Failures')), right('P50'), right('P95'), right('P99')]}>
      {rows.map(row => (
        <tr key={row.class}>
          <th scope="row" className="px-4 font-medium">{row.class}</th>
          <Figure>{number(row.requests)}</Figure>
          <Figure loud={row.errors > 0}>{number(row.errors)}</Figure>
          <Figure>{ms(row.p50)}</Figure>
          <Figure>{ms(row.p95)}</Figure>
          <Figure>{ms(row.p99)}</Figure>
        </tr>
      ))}
    </Table>
  )
}

export function Hosts({ rows }: { rows: Host[] }) {
  const { t } = useTranslation()
  return (
    <Table name={t('Hosts')} heads={[t('Host'), t('State'), right(t('Processor')), right(t('Memory')), right(t('Connections')), right(t('Under way')), t('Started')]}>
      {rows.map(row => (
        <tr key={row.host}>
          <th scope="row" className="px-4 py-2 font-medium">
            {row.host}
            <span className="block text-xs font-normal text-ink-3">{row.version}</span>
          </th>
          <td className="px-4">{row.silent ? <Badge dot tone="red">{t('Silent')}</Badge> : <Badge dot tone={row.state === 'healthy' || row.state === 'ready' ? 'green' : 'amber'}>{t(row.state)}</Badge>}</td>
          <Figure>{percent(row.cpu * 100)}</Figure>
          <Figure>{bytes(row.memory)}</Figure>
          <Figure>{t('{{used}} of {{all}}', { used: row.connections_used, all: row.connections_used + row.connections_idle })}</Figure>
          <Figure>{number(row.requests_running)}</Figure>
          <td className="px-4 whitespace-nowrap text-ink-2"><time dateTime={row.started_at} title={moment(row.started_at)}>{ago(row.started_at)}</time></td>
        </tr>
      ))}
    </Table>
  )
}

export function Breaches({ rows }: { rows: Breach[] }) {
  const { t } = useTranslation()
  const show = (row: Breach, value: number) => (row.objective === 'latency' ? ms(value) : percent(value, 2))
  return (
    <Table name={t('Promises')} heads={[t('Organisation'), t('Promise'), right(t('Promised')), right(t('Measured')), t('Since'), t('State')]}>
      {rows.map(row => (
        <tr key={row.tenant_id + row.objective + row.since}>
          <th scope="row" className="h-10 px-4 font-medium">{row.name}</th>
          <td className="px-4">{row.objective === 'latency' ? t('Answer time') : t('Availability')}</td>
          <Figure>{show(row, row.promised)}</Figure>
          <Figure loud={!row.until}>{show(row, row.measured)}</Figure>
          <td className="px-4 whitespace-nowrap text-ink-2"><time dateTime={row.since} title={moment(row.since)}>{ago(row.since)}</time></td>
          <td className="px-4">{row.until ? <Badge dot tone="green">{t('Kept again')}</Badge> : <Badge dot tone="red">{t('Broken')}</Badge>}</td>
        </tr>
      ))}
    </Table>
  )
}
