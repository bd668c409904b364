import { isMoney } from '@/platform/format'

export type Stage = { stage_id: string; name: string; kind?: string; count: number; value: unknown; weighted: unknown }
export type PipelineReport = { stages: Stage[]; totals: { count: number; value: unknown; weighted: unknown }; currency?: string }
export type ReportCard = { key?: string; label: string; value: unknown; kind?: string; change?: number | null; currency?: string; unit?: string; href?: string | null }
export type Point = Record<string, unknown>
export type Series = { key?: string; label: string; kind?: string; points: Point[] }
export type DashboardReport = { cards?: ReportCard[]; series?: Series[]; currency?: string }

/** Reports state amounts as decimal text, or as money where the currency may differ. */
export const amountOf = (value: unknown): number => (isMoney(value) ? Number(value.amount) : Number(value ?? 0))
