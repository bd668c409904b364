import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleMinus, CircleX, RotateCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { get, type Many } from '../api/client'
import { moment } from '../format'
import { Card, Section } from '../Page'
import { Button } from '@/ui/Button'
import { ErrorState, Skeleton } from '@/ui/States'

type Control = { id: string; title: string; safeguard: string; status: 'pass' | 'fail' | 'not_applicable'; evidence: string; checked_at: string }

export function Compliance() {
  const { t } = useTranslation()
  const report = useQuery({ queryKey: ['security', 'compliance'], staleTime: Infinity, queryFn: ({ signal }) => get<Many<Control>>('security/compliance', undefined, signal) })
  const controls = report.data?.data.map(item => item.attributes) ?? []
  const count = (status: Control['status']) => controls.filter(control => control.status === status).length
  const action = <Button size="sm" busy={report.isFetching} icon={<RotateCw size={13} aria-hidden />} onClick={() => void report.refetch()}>{t('Check again')}</Button>
  return (
    <Section title={t('Compliance report')} action={action} hint={t('Each control was looked at on the running system. Nothing here is assumed.')}>
      {report.isError ? (
        <ErrorState error={report.error} onRetry={() => void report.refetch()} />
      ) : !report.data ? (
        <Skeleton rows={6} />
      ) : (
        <>
          <p className="mb-3 text-ink-2" role="status">{t('{{passed}} passed, {{failed}} failed, checked {{at}}', { passed: count('pass'), failed: count('fail'), at: moment(controls[0]?.checked_at ?? '') })}</p>
          <Card>
            <ul>
              {[...controls].sort((a, b) => Number(b.status === 'fail') - Number(a.status === 'fail')).map(control => (
                <li key={control.id} className="flex gap-3 border-line px-4 py-3 not-first:border-t">
                  <Mark status={control.status} />
                  <div className="min-w-0 flex-1">
                    <p className="font-medium">{control.title}</p>
                    <p className="text-ink-2 break-words">{control.evidence}</p>
                  </div>
                  <span className="hidden text-xs text-ink-3 sm:block">{control.safeguard}</span>
                </li>
              ))}
            </ul>
          </Card>
        </>
      )}
    </Section>
  )
}

function Mark({ status }: { status: Control['status'] }) {
  const { t } = useTranslation()
  if (status === 'pass') return <CircleCheck size={17} className="mt-0.5 shrink-0 text-ok" aria-label={t('Passed')} />
  if (status === 'fail') return <CircleX size={17} className="mt-0.5 shrink-0 text-danger" aria-label={t('Failed')} />
  return <CircleMinus size={17} className="mt-0.5 shrink-0 text-ink-3" aria-label={t('Does not apply')} />
}
