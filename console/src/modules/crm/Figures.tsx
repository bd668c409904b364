import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { parseSearch } from '@/app/address'
import { href, useTenantCode } from '@/platform/nav'
import type { Figure } from './charts'

/** The figures of the day; each leads to the rows behind its number. */
export function Figures({ figures }: { figures: (Figure | undefined)[] }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  if (!figures.length) return null
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line lg:grid-cols-4">
      {figures.map((figure, index) => {
        const [path, query] = figure?.href?.replace('/api/v1', '').split('?') ?? []
        return (
          <div key={figure?.label ?? index} className="relative min-h-[82px] bg-panel p-4 transition-colors has-[a:hover]:bg-sunken">
            <dt className="truncate text-xs text-ink-3">
              {path ? <Link to={href(tenant, path)} search={parseSearch(query ?? '') as never} className="after:absolute after:inset-0">{t(figure!.label)}</Link> : figure && t(figure.label)}
            </dt>
            <dd className="nums mt-1 flex flex-wrap items-baseline gap-x-2 text-2xl font-semibold tracking-tight">
              {figure?.text}
              {figure?.change !== undefined && <span className={`text-xs font-medium tracking-normal ${figure.change >= 0 ? 'text-ok' : 'text-danger'}`}>{figure.change >= 0 ? '+' : ''}{figure.change.toFixed(1)} %</span>}
            </dd>
          </div>
        )
      })}
      {Array.from({ length: (4 - (figures.length % 4)) % 4 }, (_, index) => <div key={index} aria-hidden className={`bg-panel ${index === 0 && figures.length % 2 ? '' : 'max-lg:hidden'}`} />)}
    </dl>
  )
}
