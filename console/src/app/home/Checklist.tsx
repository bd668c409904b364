import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Check, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { get, type Many } from '@/platform/api/client'
import { keyOf, useDefinitions } from '@/platform/api/resources'
import { href, useTenantCode } from '@/platform/nav'
import { Card } from '@/platform/Page'
import { Button } from '@/ui/Button'

type Step = { resource: string; label: string; to: string; more: number; filter?: object }

const steps: Step[] = [
  { resource: 'crm.accounts', label: 'Create the first account', to: '/crm/accounts?create=1', more: 0 },
  { resource: 'crm.contacts', label: 'Add a person to it', to: '/crm/contacts?create=1', more: 0 },
  { resource: 'crm.deals', label: 'Put a deal into the pipeline', to: '/crm/pipeline', more: 0 },
  { resource: 'org.users', label: 'Invite a colleague', to: '/org/users', more: 1 },
  { resource: 'meta.views', label: 'Save a view you will use again', to: '/crm/accounts', more: 0 },
  { resource: 'meta.custom_fields', label: 'Add a field of your own', to: '/meta/custom_fields?create=1', more: 0 },
]

/** Each step looks at the real data, so it ticks itself whoever did the work. */
export function Checklist() {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const definitions = useDefinitions()
  const [hidden, setHidden] = useState(() => localStorage.getItem('ashlar.checklist') === 'hidden')
  const mine = steps.filter(step => definitions?.get(step.resource)?.can.read !== false && definitions?.has(step.resource))
  const answers = useQueries({
    queries: mine.map(step => ({ queryKey: keyOf(step.resource, 'count'), staleTime: 30_000, queryFn: () => get<Many>(definitions!.get(step.resource)!.path, { limit: step.more + 1 }) })),
  })
  const ticked = answers.map((answer, index) => (answer.data?.data.length ?? 0) > mine[index].more)
  const count = ticked.filter(Boolean).length
  const complete = count === mine.length && answers.every(answer => answer.data)
  if (hidden || !mine.length) return null
  return (
    <Card className="overflow-hidden">
      <div className="p-4 pb-3">
        <div className="flex items-baseline justify-between">
          <h2 className="font-semibold">{complete ? t('You are set up') : t('Get started')}</h2>
          <span className="nums text-xs text-ink-3">{t('{{done}} of {{total}}', { done: count, total: mine.length })}</span>
        </div>
        <div className="mt-2 flex gap-1" aria-hidden>
          {mine.map((step, index) => <span key={step.resource} className={`h-1 flex-1 rounded-full ${ticked[index] ? 'bg-accent' : 'bg-press'}`} />)}
        </div>
      </div>
      <ul>
        {mine.map((step, index) => (
          <li key={step.resource} className="border-t border-line">
            <Link to={href(tenant, step.to.split('?')[0])} search={(step.to.includes('?') ? { create: '1' } : {}) as never} className="group flex items-center gap-2.5 px-4 py-2.5 hover:bg-sunken">
              <span className={`grid size-[18px] shrink-0 place-items-center rounded-full ${ticked[index] ? 'bg-accent text-accent-on' : 'border border-field'}`}>{ticked[index] && <Check size={11} strokeWidth={3} aria-hidden />}</span>
              <span className={ticked[index] ? 'flex-1 text-ink-3 line-through decoration-line-strong' : 'flex-1'}>{t(step.label)}{ticked[index] && <span className="sr-only">, {t('done')}</span>}</span>
              <ChevronRight size={14} aria-hidden className="text-ink-3 opacity-0 group-hover:opacity-100" />
            </Link>
          </li>
        ))}
      </ul>
      {complete && (
        <div className="border-t border-line p-2 text-right">
          <Button look="ghost" size="sm" onClick={() => { localStorage.setItem('ashlar.checklist', 'hidden'); setHidden(true) }}>{t('Hide this')}</Button>
        </div>
      )}
    </Card>
  )
}
