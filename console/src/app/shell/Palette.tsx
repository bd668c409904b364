import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { Languages, Moon, Plus, Search, Sun } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { setLanguage } from '@/app/i18n'
import { setTheme } from '@/app/theme'
import { useCurrentActions } from '@/platform/actions'
import { get, type Many } from '@/platform/api/client'
import { useDefinitions, useMenu } from '@/platform/api/resources'
import { href, listPath, pathOfItem, recordPath, useTenantCode } from '@/platform/nav'
import { Icon } from '@/ui/Icon'
import { Kbd } from '@/ui/Kbd'

type Hit = { title: string; subtitle?: string | null; resource: string }
const group = 'px-1.5 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-3'

type EntryProps = { id: string; label: string; icon: ReactNode; hint?: string | null; keys?: string; words?: string; run: () => void }
type Group = { heading: string; entries: EntryProps[] }

const inner = new Set(['meta.views', 'org.group_members', 'rbac.grants'])

/** Every typed word must occur; records were matched by the server already. */
const matching = (groups: Group[], text: string) => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = (group: Group, entry: EntryProps) => words.every(word => `${group.heading} ${entry.label} ${entry.words ?? ''}`.toLowerCase().includes(word))
  return groups.map(group => ({ ...group, entries: group.entries.filter(entry => fits(group, entry)) })).filter(group => group.entries.length)
}

export default function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const { t, i18n } = useTranslation()
  const tenant = useTenantCode()
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [selected, setSelected] = useState('')
  const [top, setTop] = useState<string>()
  const wanted = useDeferredValue(text.trim())
  const menu = useMenu()
  const definitions = useDefinitions()
  const actions = useCurrentActions()
  const hits = useQuery({ queryKey: ['search', wanted], enabled: wanted.length > 1, queryFn: ({ signal }) => get<Many<Hit>>('search', { q: wanted, limit: 12 }, signal) })
  const go = (to: string) => { onClose(); void navigate({ href: to }) }
  const run = (act: () => void) => { onClose(); setTimeout(act, 0) }
  const extra = (id: string, label: string, icon: string, path: string) => ({ id: `page ${id}`, label, hint: '', words: '', icon: <Icon name={icon} />, run: () => go(href(tenant, path)) })
  const records: Group = {
    heading: t('Records'),
    entries: (wanted.length > 1 ? (hits.data?.data ?? []) : []).map(hit => ({ id: `record ${hit.id}`, label: hit.attributes.title, hint: hit.attributes.subtitle, icon: <Icon name={definitions?.get(hit.attributes.resource)?.icon} />, run: () => go(recordPath(tenant, hit.attributes.resource, hit.id)) })),
  }
  const others: Group[] = [
    ...actions.map(source => ({ heading: source.title, entries: source.actions.map(action => ({ id: `${source.title} ${action.id}`, label: action.label, icon: <Icon name={action.icon ?? 'zap'} />, keys: action.keys, run: () => run(action.run) })) })),
    { heading: t('Go to'), entries: (menu.data ?? []).filter(app => !app.attributes.locked).flatMap(app => (app.attributes.items ?? []).map(item => ({ id: `page ${app.id} ${item.id}`, label: item.label, hint: app.attributes.label, words: app.attributes.label, icon: <Icon name={item.icon} />, run: () => go(href(tenant, pathOfItem(item))) }))).concat([
      ...(definitions?.has('rbac.roles') ? [extra('matrix', t('Roles and permissions'), 'shield-check', '/roles-matrix'), extra('explain', t('Explain access'), 'shield-question', '/explain')] : []),
      extra('jobs', t('Jobs'), 'activity', '/jobs'),
      extra('profile', t('Profile and sessions'), 'user', '/profile'),
    ]) },
    { heading: t('Create'), entries: [...(definitions?.values() ?? [])].filter(definition => definition.can.create && !inner.has(definition.key)).map(definition => ({ id: `create ${definition.key}`, label: definition.label, icon: <Plus size={15} aria-hidden />, run: () => go(`${listPath(tenant, definition.key)}?create=1`) })) },
    {
      heading: t('Preferences'),
      entries: [
        { id: 'light', label: t('Light appearance'), icon: <Sun size={15} aria-hidden />, run: () => run(() => setTheme('light')) },
        { id: 'dark', label: t('Dark appearance'), icon: <Moon size={15} aria-hidden />, run: () => run(() => setTheme('dark')) },
        { id: 'language', label: i18n.language === 'de' ? 'English' : 'Deutsch', words: 'language sprache', icon: <Languages size={15} aria-hidden />, run: () => run(() => void setLanguage(i18n.language === 'de' ? 'en' : 'de')) },
        { id: 'keys', label: t('Keyboard shortcuts'), icon: <Icon name="list" />, keys: '?', run: () => run(onHelp) },
      ],
    },
  ]
  const groups = [...(records.entries.length ? [records] : []), ...matching(others, wanted)]
  const empty = !groups.length
  // Results arrive late: whatever is best now is what Enter opens.
  const best = groups[0]?.entries[0]?.id
  if (best !== top) {
    setTop(best)
    setSelected(best ?? '')
  }
  return (
    <Dialog.Root open onOpenChange={open => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-black/25 dark:bg-black/50" />
        <Dialog.Content aria-describedby="" className="fixed inset-x-3 top-[12vh] z-50 mx-auto max-w-xl animate-in overflow-hidden rounded-xl bg-raised shadow-lg">
          <Dialog.Title className="sr-only">{t('Command palette')}</Dialog.Title>
          <Command label={t('Command palette')} loop shouldFilter={false} value={selected} onValueChange={setSelected}>
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search size={16} aria-hidden className="text-ink-3" />
              <Command.Input value={text} onValueChange={setText} autoFocus placeholder={t('Find a record, a page or an action')} className="h-12 flex-1 bg-transparent text-base outline-none" />
              <Kbd keys="Esc" />
            </div>
            <Command.List label={t('Results')} className="max-h-[min(420px,60vh)] overflow-y-auto pb-1.5">
              {empty && <Command.Empty className="py-10 text-center text-ink-3">{hits.isFetching ? t('Searching …') : t('Nothing found.')}</Command.Empty>}
              {groups.map(({ heading, entries }) => (
                <Command.Group key={heading} heading={heading} className={group}>
                  {entries.map(entry => <Entry key={entry.id} {...entry} />)}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Entry({ id, icon, hint, keys, label, run }: EntryProps) {
  return (
    <Command.Item value={id} onSelect={run} className="flex h-9 items-center gap-2.5 rounded-md px-2 data-[selected=true]:bg-hover">
      <span className="grid w-4 place-items-center text-ink-3">{icon}</span>
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {hint && <span className="max-w-[45%] truncate text-xs text-ink-3">{hint}</span>}
      {keys && <Kbd keys={keys} />}
    </Command.Item>
  )
}
