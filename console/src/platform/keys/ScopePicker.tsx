import { Search } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { humanize } from '../format'
import { Checkbox } from '@/ui/Checkbox'
import { grouped } from './keys'

type Props = { scopes: { code: string; label: string }[]; chosen: string[]; onChange: (chosen: string[]) => void; error?: string }

/** Permissions somebody holds; whole modules at once, or one by one. */
export function ScopePicker({ scopes, chosen, onChange, error }: Props) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const toggle = (codes: string[], on: boolean) => onChange(on ? [...new Set([...chosen, ...codes])] : chosen.filter(code => !codes.includes(code)))
  return (
    <fieldset className="min-w-0" aria-describedby={error ? 'scopes-error' : undefined}>
      <legend className="mb-1 flex w-full items-baseline gap-2 text-sm font-medium">{t('What it may do')} <span className="ml-auto text-xs font-normal text-ink-3">{t('{{count}} chosen', { count: chosen.length })}</span></legend>
      <span className="relative block"><Search size={14} aria-hidden className="absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3" /><input type="search" className="control w-full pl-8" aria-label={t('Find a permission')} placeholder={t('Find a permission')} value={text} onChange={event => setText(event.target.value)} /></span>
      <div className="mt-2 max-h-60 overflow-y-auto rounded-lg border border-line" role="group" aria-label={t('Permissions')}>
        {[...grouped(scopes, text)].map(([module, list]) => {
          const codes = list.map(scope => scope.code)
          const count = codes.filter(code => chosen.includes(code)).length
          return (
            <div key={module}>
              <label className="sticky top-0 flex items-center gap-2.5 border-b border-line bg-panel px-3 py-1.5 font-medium">
                <Checkbox checked={count === codes.length} indeterminate={count > 0 && count < codes.length} onChange={event => toggle(codes, event.target.checked)} />
                {humanize(module)} <span className="ml-auto text-xs font-normal text-ink-3">{count}/{codes.length}</span>
              </label>
              {list.map(scope => (
                <label key={scope.code} className="flex items-center gap-2.5 px-3 py-1 hover:bg-hover">
                  <Checkbox checked={chosen.includes(scope.code)} onChange={event => toggle([scope.code], event.target.checked)} />
                  <span className="min-w-0 flex-1 truncate">{scope.label}</span>
                  <code className="hidden truncate font-mono text-2xs text-ink-3 sm:block">{scope.code}</code>
                </label>
              ))}
            </div>
          )
        })}
      </div>
      {error && <p id="scopes-error" className="mt-1 text-xs font-medium text-danger">{error}</p>}
    </fieldset>
  )
}
