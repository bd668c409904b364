import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { get, type Item, type Many } from '../api/client'
import { humanize } from '../format'
import { Card, Page } from '../Page'
import { ErrorState, NoResult, Skeleton } from '@/ui/States'
import { type Setting } from './setting'
import { SettingDialog } from './SettingDialog'
import { SettingLine } from './SettingLine'

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
              <ul>{items.map(item => <SettingLine key={item.id} setting={item.attributes} onOpen={() => setOpen(item.id)} />)}</ul>
            </Card>
          </section>
        ))}
      </div>
      {current && <SettingDialog setting={current.attributes} readOnly={current.attributes.owner !== 'organisation'} onClose={() => setOpen(undefined)} />}
    </Page>
  )
}
