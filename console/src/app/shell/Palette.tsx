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

export default function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const { t, i18n } = useTranslation()
  const tenant = useTenantCode()
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text.trim())
  const menu = useMenu()
  const definitions = useDefinitions()
  const actions = useCurrentActions()
  const hits = useQuery({ queryKey: ['search', wanted], enabled: wanted.length > 1, queryFn: ({ signal }) => get<Many<Hit>>('search', { q: wanted, limit: 12 }, signal) })
  const go = (to: string) => { onClose(); void navigate({ href: to }) }
  const run = (act: () => void) => { onClose(); setTimeout(act, 0) }
  const found = hits.data?.data ?? []
  return (
    <Dialog.Root open onOpenChange={open => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-black/25 dark:bg-black/50" />
        <Dialog.Content aria-describedby="" className="fixed inset-x-3 top-[12vh] z-50 mx-auto max-w-xl animate-in overflow-hidden rounded-xl bg-raised shadow-lg">
          <Dialog.Title className="sr-only">{t('Command palette')}</Dialog.Title>
          <Command label={t('Command palette')} loop>
            <div className="flex items-center gap-2.5 border-b border-line px-4">
              <Search size={16} aria-hidden className="text-ink-3" />
              <Command.Input value={text} onValueChange={setText} autoFocus placeholder={t('Find a record, a page or an action')} className="h-12 flex-1 bg-transparent text-base outline-none" />
              <Kbd keys="Esc" />
            </div>
            <Command.List label={t('Results')} className="max-h-[min(420px,60vh)] overflow-y-auto pb-1.5">
              {!found.length && <Command.Empty className="py-10 text-center text-ink-3">{hits.isFetching ? t('Searching …') : t('Nothing found.')}</Command.Empty>}
              {found.length > 0 && (
                <Command.Group heading={t('Records')} className={group} forceMount>
                  {found.map(hit => (
                    <Entry key={hit.id} value={`record ${hit.id}`} forceMount icon={<Icon name={definitions?.get(hit.attributes.resource)?.icon} />} onSelect={() => go(recordPath(tenant, hit.attributes.resource, hit.id))} hint={hit.attributes.subtitle}>
                      {hit.attributes.title}
                    </Entry>
                  ))}
                </Command.Group>
              )}
              {actions.map(source => (
                <Command.Group key={source.title} heading={source.title} className={group}>
                  {source.actions.map(action => (
                    <Entry key={action.id} value={`${source.title} ${action.label}`} icon={<Icon name={action.icon ?? 'zap'} />} keys={action.keys} onSelect={() => run(action.run)}>{action.label}</Entry>
                  ))}
                </Command.Group>
              ))}
              <Command.Group heading={t('Go to')} className={group}>
                {(menu.data ?? []).filter(app => !app.attributes.locked).flatMap(app =>
                  (app.attributes.items ?? []).map(item => (
                    <Entry key={app.id + item.id} value={`${app.attributes.label} ${item.label}`} icon={<Icon name={item.icon} />} hint={app.attributes.label} onSelect={() => go(href(tenant, pathOfItem(item)))}>{item.label}</Entry>
                  )),
                )}
              </Command.Group>
              <Command.Group heading={t('Create')} className={group}>
                {[...(definitions?.values() ?? [])].filter(definition => definition.can.create && !['meta.views', 'org.group_members', 'rbac.grants'].includes(definition.key)).map(definition => (
                  <Entry key={definition.key} value={`${t('Create')} ${definition.label}`} icon={<Plus size={15} aria-hidden />} onSelect={() => go(`${listPath(tenant, definition.key)}?create=1`)}>{definition.label}</Entry>
                ))}
              </Command.Group>
              <Command.Group heading={t('Preferences')} className={group}>
                <Entry value="theme light" icon={<Sun size={15} aria-hidden />} onSelect={() => run(() => setTheme('light'))}>{t('Light appearance')}</Entry>
                <Entry value="theme dark" icon={<Moon size={15} aria-hidden />} onSelect={() => run(() => setTheme('dark'))}>{t('Dark appearance')}</Entry>
                <Entry value="language" icon={<Languages size={15} aria-hidden />} onSelect={() => run(() => void setLanguage(i18n.language === 'de' ? 'en' : 'de'))}>{i18n.language === 'de' ? 'English' : 'Deutsch'}</Entry>
                <Entry value="keyboard shortcuts help" icon={<Icon name="list" />} keys="?" onSelect={() => run(onHelp)}>{t('Keyboard shortcuts')}</Entry>
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

type EntryProps = { value: string; icon: ReactNode; hint?: ReactNode; keys?: string; onSelect: () => void; children: ReactNode; forceMount?: boolean }

function Entry({ value, icon, hint, keys, onSelect, children, forceMount }: EntryProps) {
  return (
    <Command.Item value={value} onSelect={onSelect} forceMount={forceMount} className="flex h-9 items-center gap-2.5 rounded-md px-2 data-[selected=true]:bg-hover">
      <span className="grid w-4 place-items-center text-ink-3">{icon}</span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {hint && <span className="max-w-[45%] truncate text-xs text-ink-3">{hint}</span>}
      {keys && <Kbd keys={keys} />}
    </Command.Item>
  )
}
