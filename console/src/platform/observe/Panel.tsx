import { lazy, type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Line } from './TimePlot'

const TimePlot = lazy(() => import('./TimePlot'))
const swatch = { accent: 'bg-accent', soft: 'bg-accent/45', warn: 'bg-warn', danger: 'bg-danger' }

type Props = { title: string; now?: ReactNode; rows: Record<string, string | number | null>[]; lines: Line[]; show: (value: number) => string; most?: number; empty: string }

/** A chart with its title, what it says right now, and a legend where it has several lines. */
export function Panel({ title, now, rows, lines, show, most, empty }: Props) {
  const { t } = useTranslation()
  const blank = !rows.some(row => lines.some(line => Number(row[line.key] ?? 0) > 0))
  return (
    <section aria-label={title} className="min-w-0 rounded-xl border border-line bg-panel p-4">
      <div className="mb-2 flex items-baseline gap-2">
        <h2 className="flex-1 truncate text-sm font-semibold">{title}</h2>
        {now && <p className="nums text-sm text-ink-2">{now}</p>}
      </div>
      {blank ? (
        <p className="grid h-48 place-items-center text-center text-ink-3">{empty}</p>
      ) : (
        <Suspense fallback={<div className="h-48" role="status"><span className="sr-only">{t('Loading')}</span></div>}>
          <TimePlot rows={rows} lines={lines} show={show} most={most} />
        </Suspense>
      )}
      {lines.length > 1 && (
        <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2">
          {lines.map((line, index) => (
            <li key={line.key} className="flex min-w-0 items-center gap-1.5">
              <span aria-hidden className={`h-0.5 w-3 shrink-0 rounded-full ${swatch[line.tone ?? (['accent', 'warn', 'soft', 'danger'] as const)[index % 4]]}`} />
              <span className="truncate">{line.label}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
