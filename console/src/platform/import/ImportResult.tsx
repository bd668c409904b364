import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Item } from '../api/client'
import type { Definition } from '../api/definition'
import { keyOf } from '../api/resources'
import { finished, type Job, JobProgress, jobQuery } from '../bulk/JobProgress'
import { number } from '../format'
import { listPath, useTenantCode } from '../nav'
import { Button, buttonClass } from '@/ui/Button'

export type ImportReport = { dry_run: boolean; total: number; created: number; updated: number; skipped: number; failed: number; errors?: { row: number; field?: string | null; message: string; value?: unknown }[] }

function Figures({ report }: { report: ImportReport }) {
  const { t } = useTranslation()
  const figures: [string, number, string?][] = [[t('New'), report.created], [t('Changed'), report.updated], [t('Left out'), report.skipped ?? 0], [t('Refused'), report.failed, report.failed ? 'text-danger' : undefined]]
  return (
    <dl className="grid grid-cols-2 overflow-hidden rounded-xl border border-line sm:grid-cols-4">
      {figures.map(([label, value, tone]) => (
        <div key={label} className="border-line p-4 not-last:border-r">
          <dt className="text-xs text-ink-3">{label}</dt>
          <dd className={`nums mt-0.5 text-2xl font-semibold tracking-tight ${tone ?? ''}`}>{number(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Errors({ report }: { report: ImportReport }) {
  const { t } = useTranslation()
  if (!report.errors?.length) return null
  return (
    <div className="mt-5 max-h-96 overflow-auto rounded-xl border border-line">
      <table className="w-full text-left">
        <caption className="sr-only">{t('Refused rows')}</caption>
        <thead className="sticky top-0 bg-sunken text-xs text-ink-3">
          <tr>{[t('Row'), t('Field'), t('Value'), t('Reason')].map(label => <th key={label} scope="col" className="h-9 px-4 font-medium">{label}</th>)}</tr>
        </thead>
        <tbody>
          {report.errors.map((error, index) => (
            <tr key={index} className="border-t border-line">
              <th scope="row" className="nums px-4 py-2 font-medium">{error.row}</th>
              <td className="px-4 py-2 text-ink-2">{error.field ?? ''}</td>
              <td className="max-w-48 truncate px-4 py-2 font-mono text-xs">{error.value === undefined || error.value === null ? '' : String(error.value)}</td>
              <td className="px-4 py-2">{error.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function ImportResult({ report, busy, onBack, onCommit }: { report: ImportReport; busy: boolean; onBack: () => void; onCommit: () => void }) {
  const { t } = useTranslation()
  const good = report.created + report.updated
  return (
    <>
      <p className="mb-3 text-ink-2">{report.failed ? t('Nothing is written yet. The rows below would be refused; correct the file, or import the rest.') : t('Nothing is written yet. Every row fits.')}</p>
      <Figures report={report} />
      <Errors report={report} />
      <div className="mt-6 flex justify-end gap-2">
        <Button onClick={onBack}>{t('Back to the columns')}</Button>
        <Button look="primary" busy={busy} disabled={!good} onClick={onCommit}>{t('Import {{count}} rows', { count: good })}</Button>
      </div>
    </>
  )
}

export function ImportRun({ definition, job, report }: { definition: Definition; job?: Item<Job>; report?: ImportReport }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const client = useQueryClient()
  const state = useQuery({ ...jobQuery(job?.id ?? '', job), enabled: !!job, staleTime: 0 }).data?.data.attributes
  const over = finished(state?.state)
  useEffect(() => {
    if (over) void client.invalidateQueries({ queryKey: keyOf(definition.key) })
  }, [over, client, definition.key])
  const result = (over ? (state?.result as ImportReport | undefined) : undefined) ?? (report?.dry_run ? undefined : report)
  return (
    <>
      {job && <JobProgress job={job} />}
      {result && typeof result.created === 'number' && (
        <>
          <Figures report={result} />
          <Errors report={result} />
        </>
      )}
      {(over || !job) && <Link to={listPath(tenant, definition.key)} className={`mt-6 ${buttonClass('primary')}`}>{t('Show the records')}</Link>}
    </>
  )
}
