import { useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CircleX, RotateCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { get, type Many } from '../api/client'
import { Card, Page, Section } from '../Page'
import { Button } from '@/ui/Button'
import { ErrorState, Skeleton } from '@/ui/States'
import type { Finding } from './model'

const rank = { failed: 0, warning: 1, ok: 2 }

/** Everything the installation rests on, looked at when the page opens. */
export default function Diagnostics() {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: ['diagnostics'], staleTime: Infinity, queryFn: ({ signal }) => get<Many<Finding>>('platform/diagnostics', undefined, signal) })
  const found = query.data?.data.map(item => item.attributes) ?? []
  const count = (state: Finding['state']) => found.filter(one => one.state === state).length
  const areas: Record<string, string> = { database: t('Database'), storage: t('Storage'), providers: t('Providers'), keys: t('Keys'), audit: t('Audit'), work: t('Work behind requests'), security: t('Security') }
  return (
    <Page narrow name={t('Diagnostics')} title={t('Diagnostics')} lead={t('What the installation rests on, and what to do about what is not well.')} actions={<Button busy={query.isFetching} icon={<RotateCw size={14} aria-hidden />} onClick={() => void query.refetch()}>{t('Look again')}</Button>}>
      <div className="space-y-6 px-4 pb-8 sm:px-6">
        {query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : !query.data ? (
          <Skeleton rows={10} />
        ) : (
          <>
            <p role="status" className="text-ink-2">{t('{{ok}} well, {{warnings}} to look at, {{failed}} failed', { ok: count('ok'), warnings: count('warning'), failed: count('failed') })}</p>
            {Object.entries(areas).map(([area, label]) => (
              <Section key={area} title={label}>
                <Card>
                  <ul>
                    {found.filter(one => one.area === area).sort((a, b) => rank[a.state] - rank[b.state]).map(one => <Row key={one.id} finding={one} />)}
                  </ul>
                </Card>
              </Section>
            ))}
          </>
        )}
      </div>
    </Page>
  )
}

function Row({ finding: { title, state, seen, remedy } }: { finding: Finding }) {
  return (
    <li className="flex gap-3 border-line px-4 py-3 not-first:border-t">
      <Mark state={state} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        <p className="break-words text-ink-2">{seen}</p>
        {remedy && <p className="mt-1 break-words">{remedy}</p>}
      </div>
    </li>
  )
}

function Mark({ state }: { state: Finding['state'] }) {
  const { t } = useTranslation()
  if (state === 'ok') return <CircleCheck size={17} className="mt-0.5 shrink-0 text-ok" aria-label={t('Well')} />
  if (state === 'failed') return <CircleX size={17} className="mt-0.5 shrink-0 text-danger" aria-label={t('Failed')} />
  return <CircleAlert size={17} className="mt-0.5 shrink-0 text-warn" aria-label={t('To look at')} />
}
