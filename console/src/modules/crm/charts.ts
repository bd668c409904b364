import { humanize, money, month, number } from '@/platform/format'
import { amountOf, type PipelineReport, type ReportCard, type Series } from './reports'

export type Chart = { title: string; shape: 'bar' | 'area'; rows: Record<string, string | number>[]; series: { key: string; label: string }[]; currency?: string }
export type Figure = { label: string; text: string; change?: number; href?: string }

/** The accent and its shade, then a third tone that also differs without colour vision. */
export const colours = ['var(--accent)', 'color-mix(in oklab, var(--accent) 45%, var(--panel))', 'var(--warn)']

const isMoneyKind = (kind: string | undefined) => kind === 'money' || kind === 'currency'

export function figureOf(card: ReportCard, currency = 'EUR'): Figure {
  const own = typeof card.value === 'object' && card.value !== null && 'currency' in card.value ? String(card.value.currency) : (card.currency ?? currency)
  const amount = amountOf(card.value)
  const percent = card.kind === 'percent' || card.unit === '%'
  const text = isMoneyKind(card.kind) || (typeof card.value === 'object' && card.value !== null) ? money({ amount: String(amount), currency: own }, true) : percent ? `${number(amount, 1)} %` : number(amount)
  return { label: card.label, text, change: typeof card.change === 'number' ? card.change : undefined, href: card.href ?? undefined }
}

export const pipelineChart = (report: PipelineReport, title: string, value: string, weighted: string): Chart => ({
  title,
  shape: 'bar',
  currency: report.currency ?? 'EUR',
  series: [{ key: 'value', label: value }, { key: 'weighted', label: weighted }],
  rows: (report.stages ?? []).filter(stage => !stage.kind || stage.kind === 'open').map(stage => ({ name: stage.name, value: amountOf(stage.value), weighted: amountOf(stage.weighted) })),
})

type Any = Record<string, unknown>
const listIn = (data: unknown): Any[] => {
  if (Array.isArray(data)) return data.map((item: Any) => (item.attributes as Any | undefined) ?? item)
  const attributes = ((data as Any | undefined)?.attributes ?? data) as Any | undefined
  return (Object.values(attributes ?? {}).find(Array.isArray) as Any[] | undefined) ?? []
}

export function forecastChart(data: unknown, title: string, value: string, weighted: string): Chart {
  const currency = ((data as { attributes?: { currency?: string } } | undefined)?.attributes?.currency ?? 'EUR') as string
  const rows = listIn(data).map(item => ({ name: named(item.month ?? item.period ?? item.label ?? item.name), value: amountOf(item.value), weighted: amountOf(item.weighted ?? item.expected) }))
  return { title, shape: 'area', currency, series: [{ key: 'value', label: value }, { key: 'weighted', label: weighted }], rows }
}

const named = (value: unknown) => (typeof value === 'string' && /^\d{4}-\d{2}(-01)?(T.*)?$/.test(value) ? month(value) : humanize(String(value ?? '')))

const nameKeys = ['x', 'label', 'name', 'month', 'period', 'group', 'key', 'date', 'source', 'owner', 'stage']

/** Reports may name their points freely: the first text is the name, every figure is a series. */
export function seriesChart(series: Series, currency?: string): Chart {
  const points = series.points ?? []
  const first = points[0] ?? {}
  const name = nameKeys.find(key => key in first) ?? Object.keys(first)[0] ?? 'x'
  const keys = Object.keys(first).filter(key => key !== name && !key.endsWith('_id') && key !== 'currency' && first[key] !== null && (typeof first[key] === 'object' || !Number.isNaN(Number(first[key]))))
  const moneyed = isMoneyKind(series.kind) || keys.some(key => typeof first[key] === 'object')
  const time = points.every(point => /^\d{4}-\d{2}/.test(String(point[name])))
  return {
    title: series.label,
    shape: time ? 'area' : 'bar',
    currency: moneyed ? (currency ?? 'EUR') : undefined,
    series: keys.map(key => ({ key, label: keys.length === 1 ? series.label : humanize(key) })),
    rows: points.map(point => ({ name: named(point[name]), ...Object.fromEntries(keys.map(key => [key, amountOf(point[key])])) })),
  }
}

export const show = (chart: Chart, value: number, compact = false) => (chart.currency ? money({ amount: String(value), currency: chart.currency }, compact) : number(value))
