import { useQuery } from '@tanstack/react-query'
import { Layers, Search } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { get, type Item, type Many } from '../api/client'
import type { Field, Kind, Option } from '../api/definition'
import { Value } from '../fields/Value'
import { humanize } from '../format'
import { Card, Page } from '../Page'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { ErrorState, NoResult, Skeleton } from '@/ui/States'
import { SettingDialog } from './SettingDialog'

export type Setting = { key: string; label: string; hint?: string | null; kind: Kind; module: string; options?: Option[] | string[] | null; value: unknown; source: string; scopes?: string[]; secret?: boolean }

export const fieldOf = (setting: Setting): Field => ({
  name: setting.key, label: setting.label, kind: setting.kind, required: false,
  options: setting.options?.map(option => (typeof option === 'string' ? { value: option, label: humanize(option) } : option)),
})

export default function Settings() {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [open, setOpen] = useState<string>()
  const list = useQuery({ queryKey: ['settings'], queryFn: ({ signal }) => get<Many<Setting>>('settings', undefined, signal) })
  const groups = useMemo(() => {
    const wanted = text.toLowerCase()
    const found = (list.data?.data ?? []).filter(item => `${item.attributes.label} ${item.attributes.key} ${item.attributes.hint ?? ''}`.toLowerCase().includes(wanted))
    return found.reduce((map, item) => map.set(item.attributes.module, [...(map.get(item.attributes.module) ?? []), item]), new Map<string, Item<Setting>[]>())
  }, [list.data, text])
  const current = list.data?.data.find(item => item.id === open)
  return (
    <Page
      narrow
      name={t('Settings')}
      title={t('Settings')}
      lead={t('A value comes from the narrowest layer that sets it: default, environment, organisation, client.')}
      actions={<span className="relative"><Search size={14} aria-hidden className="absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3" /><input type="search" className="control w-56 pl-8" aria-label={t('Find a setting')} placeholder={t('Find a setting')} value={text} onChange={event => setText(event.target.value)} /></span>}
    >
      <div className="space-y-6 px-4 pb-12 sm:px-6">
        {list.isError ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : !list.data ? <Skeleton /> : !groups.size ? <NoResult onClear={() => setText('')} /> : null}
        {[...groups].map(([module, items]) => (
          <section key={module}>
            <h2 className="mb-2 font-semibold">{humanize(module)}</h2>
            <Card>
              <ul>{items.map(item => <Line key={item.id} setting={item.attributes} onOpen={() => setOpen(item.id)} />)}</ul>
            </Card>
          </section>
        ))}
      </div>
      {current && <SettingDialog setting={current.attributes} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}

function Line({ setting, onOpen }: { setting: Setting; onOpen: () => void }) {
  const { t } = useTranslation()
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line px-4 py-3 not-first:border-t">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-medium">{setting.label}</p>
        <p className="text-xs text-ink-3">{setting.hint} <code className="font-mono text-2xs">{setting.key}</code></p>
      </div>
      <div className="flex max-w-64 min-w-0 items-center gap-2">
        <span className="flex min-w-0 truncate">{setting.secret ? <span className="text-ink-3">{setting.value ? '••••••' : t('not set')}</span> : <Value field={fieldOf(setting)} value={setting.value} plain />}</span>
        <Badge tone={setting.source === 'default' ? 'gray' : 'teal'}>{t(humanize(setting.source))}</Badge>
      </div>
      <Button look="ghost" size="sm" icon={<Layers size={13} aria-hidden />} onClick={onOpen}>{t('Change')}</Button>
    </li>
  )
}
