import { Search } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Checkbox } from '@/ui/Checkbox'
import { ErrorState, Skeleton } from '@/ui/States'
import { matches, useEventTypes } from './model'

/** Events by module. Choosing a whole module asks for what it will publish later, too. */
export function EventPicker({ value, onChange }: { value: string[]; onChange: (events: string[]) => void }) {
  const { t } = useTranslation()
  const types = useEventTypes()
  const [find, setFind] = useState('')
  if (types.isError) return <ErrorState error={types.error} onRetry={() => void types.refetch()} />
  if (!types.data) return <Skeleton rows={4} />
  const all = value.includes('*')
  const shown = types.data.data.filter(item => `${item.id} ${item.attributes.label} ${item.attributes.module_name}`.toLowerCase().includes(find.toLowerCase()))
  const modules = [...new Map(shown.map(item => [item.attributes.module, item.attributes.module_name]))]
  const toggle = (pattern: string, on: boolean) => onChange(on ? [...value.filter(one => !matches(pattern, one)), pattern] : value.filter(one => one !== pattern))
  return (
    <div>
      <div className="flex flex-wrap items-center gap-3">
        <span className="relative min-w-0 flex-1">
          <Search size={14} aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3" />
          <input className="control w-full pl-8" aria-label={t('Find an event')} placeholder={t('Find an event')} value={find} onChange={event => setFind(event.target.value)} />
        </span>
        <label className="flex items-center gap-2"><Checkbox checked={all} onChange={event => toggle('*', event.target.checked)} />{t('All events')}</label>
      </div>
      <div role="group" aria-label={t('Events')} className="mt-2 max-h-64 overflow-y-auto rounded-md border border-line">
        {!modules.length && <p className="p-3 text-ink-2">{t('Nothing matches')}</p>}
        {modules.map(([module, name]) => {
          const whole = all || value.includes(`${module}.*`)
          return (
            <fieldset key={module} className="border-b border-line px-3 py-2 last:border-0">
              <legend className="sr-only">{name}</legend>
              <label className="flex h-7 items-center gap-2 font-medium"><Checkbox checked={whole} disabled={all} onChange={event => toggle(`${module}.*`, event.target.checked)} />{name} <code className="font-mono text-xs font-normal text-ink-3">{module}.*</code></label>
              {shown.filter(item => item.attributes.module === module).map(item => (
                <label key={item.id} className="flex min-h-7 items-center gap-2 pl-6">
                  <Checkbox checked={whole || value.some(pattern => matches(pattern, item.id))} disabled={whole} onChange={event => toggle(item.id, event.target.checked)} />
                  <span className="min-w-0 flex-1 truncate">{item.attributes.label}</span>
                  <code className="truncate font-mono text-xs text-ink-3">{item.id}</code>
                </label>
              ))}
            </fieldset>
          )
        })}
      </div>
      <p className="mt-1 text-xs text-ink-3">{value.length ? value.join(', ') : t('Nothing chosen')}</p>
    </div>
  )
}
