import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { get, type One } from '@/platform/api/client'
import { useDefinition, keyOf, useRows } from '@/platform/api/resources'
import { Card, Page } from '@/platform/Page'
import { Button } from '@/ui/Button'
import { Select } from '@/ui/Select'
import { ErrorState, Skeleton } from '@/ui/States'
import { DataTable } from './DataTable'
import { Figures } from './Figures'
import { type Chart, colours, figureOf, forecastChart, pipelineChart, seriesChart } from './charts'
import type { DashboardReport, PipelineReport } from './reports'

const Plot = lazy(() => import('./Plot'))

export default function Dashboard() {
  const { t } = useTranslation()
  const pipelines = useRows(useDefinition('crm.pipelines'), { limit: 100, sort: 'name' })
  const [chosen, setChosen] = useState<string>()
  const list = pipelines.data?.data ?? []
  const pipeline = chosen ?? (list.find(item => item.attributes.is_default) ?? list[0])?.id
  const key = (...rest: unknown[]) => keyOf('crm.deals', 'report', ...rest)
  const dashboard = useQuery({ queryKey: key('dashboard', pipeline), enabled: !pipelines.isPending, queryFn: ({ signal }) => get<One<DashboardReport>>('crm/reports/dashboard', { pipeline_id: pipeline }, signal) })
  const funnel = useQuery({ queryKey: key('pipeline', pipeline), enabled: !!pipeline, queryFn: ({ signal }) => get<One<PipelineReport>>('crm/reports/pipeline', { pipeline_id: pipeline }, signal) })
  const forecast = useQuery({ queryKey: key('forecast', pipeline), enabled: !pipelines.isPending, queryFn: ({ signal }) => get<{ data: unknown }>('crm/reports/forecast', { pipeline_id: pipeline }, signal) })
  if (dashboard.isError) return <ErrorState error={dashboard.error} onRetry={() => void dashboard.refetch()} />
  const report = dashboard.data?.data.attributes
  const charts: Chart[] = [
    ...(funnel.data ? [pipelineChart(funnel.data.data.attributes, t('Pipeline by stage'), t('Value'), t('Weighted'))] : []),
    ...(forecast.data ? [forecastChart(forecast.data.data, t('Forecast'), t('Value'), t('Weighted'))] : []),
    // The pipeline report above says the same and the weighted value too.
    ...(report?.series ?? []).filter(series => series.key !== 'stages').map(series => seriesChart(series, report?.currency)),
  ].filter(chart => chart.rows.length > 0)
  return (
    <Page
      narrow
      name={t('Sales dashboard')}
      title={t('Sales dashboard')}
      actions={list.length > 1 && (
        <Select aria-label={t('Pipeline')} className="w-44" value={pipeline} onChange={event => setChosen(event.target.value)}>
          {list.map(item => <option key={item.id} value={item.id}>{String(item.attributes.name)}</option>)}
        </Select>
      )}
    >
      <div className="space-y-4 px-4 pb-12 sm:px-6">
        {!report ? <Skeleton rows={4} /> : <Figures figures={(report.cards ?? []).map(card => figureOf(card, report.currency))} />}
        <div className="grid gap-4 lg:grid-cols-2">
          {charts.map(chart => <Panel key={chart.title} chart={chart}><Suspense fallback={<div className="h-56" />}><Plot chart={chart} /></Suspense></Panel>)}
        </div>
      </div>
    </Page>
  )
}

function Panel({ chart, children }: { chart: Chart; children: ReactNode }) {
  const { t } = useTranslation()
  const [table, setTable] = useState(false)
  return (
    <Card className="min-w-0 p-4">
      <div className="mb-3 flex items-center">
        <h2 className="flex-1 font-semibold">{chart.title}</h2>
        <Button look="ghost" size="sm" aria-pressed={table} onClick={() => setTable(!table)}>{table ? t('As a chart') : t('As a table')}</Button>
      </div>
      {chart.series.length > 1 && !table && (
        <ul className="-mt-1 mb-2 flex gap-4 text-xs text-ink-2">
          {chart.series.map((series, index) => <li key={series.key} className="flex items-center gap-1.5"><span aria-hidden className="size-2 rounded-full" style={{ background: colours[index] }} />{series.label}</li>)}
        </ul>
      )}
      {table ? <DataTable chart={chart} /> : children}
    </Card>
  )
}
