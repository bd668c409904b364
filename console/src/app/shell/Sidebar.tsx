import { Link, useRouterState } from '@tanstack/react-router'
import { ArrowUpRight, House, LockKeyhole, Search, Star } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Item } from '@/platform/api/client'
import { type MenuApp, useDefinitions, useMenu } from '@/platform/api/resources'
import { href, listPath, pathOfItem, useTenantCode } from '@/platform/nav'
import { useFavourites } from '@/platform/view/views'
import { Icon } from '@/ui/Icon'
import { Kbd } from '@/ui/Kbd'
import { TenantSwitcher } from './TenantSwitcher'

type Props = { closed: boolean; drawer: boolean; onClose: () => void; onSearch: () => void }

export function Sidebar({ closed, drawer, onClose, onSearch }: Props) {
  const { t } = useTranslation()
  const path = useRouterState({ select: state => state.location.pathname })
  const [width, setWidth] = useState(() => Number(localStorage.getItem('ashlar.sidebar.width')) || 232)
  const close = useRef(onClose)
  useEffect(() => close.current(), [path])
  return (
    <>
      {!closed && (
        <aside className="relative hidden shrink-0 md:block" style={{ width }}>
          <Body onSearch={onSearch} />
          <Resizer width={width} onChange={setWidth} />
        </aside>
      )}
      <Dialog.Root open={drawer} onOpenChange={open => !open && onClose()}>
        <Dialog.Portal>
          <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-black/35 md:hidden" />
          <Dialog.Content aria-describedby="" className="fixed inset-y-0 left-0 z-50 w-[280px] animate-in bg-bg shadow-lg md:hidden">
            <Dialog.Title className="sr-only">{t('Navigation')}</Dialog.Title>
            <Body onSearch={onSearch} />
          </Dialog.Content>
        </Dialog.Portal>
      </Dialog.Root>
    </>
  )
}

function Resizer({ width, onChange }: { width: number; onChange: (width: number) => void }) {
  const { t } = useTranslation()
  const set = (value: number) => {
    const next = Math.min(360, Math.max(190, value))
    onChange(next)
    localStorage.setItem('ashlar.sidebar.width', String(next))
  }
  return (
    <input
      type="range"
      aria-label={t('Sidebar width')}
      min={190}
      max={360}
      value={width}
      onChange={event => set(Number(event.target.value))}
      onPointerDown={event => {
        event.preventDefault()
        const move = (next: PointerEvent) => set(next.clientX)
        const stop = () => window.removeEventListener('pointermove', move)
        window.addEventListener('pointermove', move)
        window.addEventListener('pointerup', stop, { once: true })
      }}
      className="absolute inset-y-0 right-0 h-full w-1.5 cursor-col-resize appearance-none bg-transparent opacity-0 hover:opacity-100 focus-visible:opacity-100"
    />
  )
}

function Body({ onSearch }: { onSearch: () => void }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const menu = useMenu()
  const apps = menu.data ?? []
  return (
    <div className="flex h-full flex-col gap-1 px-2 pt-2">
      <TenantSwitcher />
      <button type="button" onClick={onSearch} className="mt-1 flex h-8 items-center gap-2 rounded-md border border-line bg-panel px-2 text-ink-3 shadow-sm hover:border-line-strong hover:text-ink-2">
        <Search size={14} aria-hidden />
        <span className="flex-1 truncate text-left">{t('Search or jump to')}</span>
        <Kbd keys="mod K" />
      </button>
      <nav aria-label={t('Main')} className="-mx-2 mt-1 min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        <NavLink to={href(tenant, '/')} icon={<House size={15} strokeWidth={1.75} aria-hidden />} exact>{t('Home')}</NavLink>
        <Favourites />
        {gather(apps.filter(app => !app.attributes.locked), t).map(group => <App key={group.id} group={group} />)}
        <Locked apps={apps.filter(app => app.attributes.locked)} />
      </nav>
    </div>
  )
}

function NavLink({ to, icon, children, exact }: { to: string; icon: ReactNode; children: ReactNode; exact?: boolean }) {
  const [path, query] = to.split('?')
  const search = query ? Object.fromEntries(new URLSearchParams(query)) : {}
  return (
    <Link
      to={path}
      search={search}
      activeOptions={{ exact: !!exact, includeSearch: !!query }}
      className="flex h-[30px] items-center gap-2.5 rounded-md px-2 text-ink-2 transition-colors hover:bg-hover hover:text-ink [&.active]:bg-press [&.active]:font-medium [&.active]:text-ink [&.active_svg]:text-accent"
      activeProps={{ className: 'active', 'aria-current': 'page' }}
    >
      <span className="grid w-4 place-items-center">{icon}</span>
      <span className="truncate">{children}</span>
    </Link>
  )
}

const Heading = ({ children }: { children: ReactNode }) => <h2 className="mt-4 mb-1 px-2 text-xs font-medium tracking-normal text-ink-3">{children}</h2>

function Favourites() {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const views = useFavourites()
  const definitions = useDefinitions()
  const known = (views.data ?? []).filter(view => definitions?.has(view.resource))
  if (!known.length) return null
  return (
    <>
      <Heading>{t('Favourites')}</Heading>
      {known.map(view => (
        <NavLink key={view.id} to={`${listPath(tenant, view.resource)}?view=${view.id}`} icon={<Star size={14} strokeWidth={1.75} aria-hidden />}>{view.name}</NavLink>
      ))}
    </>
  )
}

type Group = { id: string; label: string; items: NonNullable<MenuApp['items']> }

/** Parts of the core that belong together stand under one heading, so that none has a heading for itself alone. */
function gather(apps: Item<MenuApp>[], t: (text: string) => string): Group[] {
  const shared: Record<string, { id: string; label: string }> = {}
  for (const id of ['security', 'keys', 'audit']) shared[id] = { id: 'security', label: t('Security') }
  for (const id of ['webhooks', 'hooks']) shared[id] = { id: 'integrations', label: t('Integrations') }
  const groups = new Map<string, Group>()
  for (const app of apps) {
    const { id, label } = shared[app.id] ?? { id: app.id, label: app.attributes.label }
    const group = groups.get(id) ?? { id, label, items: [] }
    group.items.push(...(app.attributes.items ?? []))
    groups.set(id, group)
  }
  return [...groups.values()]
}

function App({ group: { label, items } }: { group: Group }) {
  const tenant = useTenantCode()
  if (!items.length) return null
  return (
    <>
      <Heading>{label}</Heading>
      {items.map(item => (
        <NavLink key={item.id} to={href(tenant, pathOfItem(item))} icon={<Icon name={item.icon} size={15} />}>{item.label}</NavLink>
      ))}
    </>
  )
}

/** What the organisation could have, said once and quietly. */
function Locked({ apps }: { apps: Item<MenuApp>[] }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  if (!apps.length) return null
  return (
    <section className="mt-4 rounded-lg border border-dashed border-line-strong p-1.5">
      <h2 className="px-1.5 pt-0.5 pb-1 text-xs font-medium tracking-normal text-ink-3">{t('More apps')}</h2>
      {apps.map(app => (
        <Link key={app.id} to={href(tenant, '/apps')} search={{ app: app.id } as never} title={app.attributes.upgrade?.message} className="group flex h-7 items-center gap-2 rounded-md px-1.5 text-ink-3 hover:bg-hover hover:text-ink">
          <LockKeyhole size={12} aria-hidden />
          <span className="truncate">{app.attributes.label}</span>
          <ArrowUpRight size={12} aria-hidden className="ml-auto opacity-0 group-hover:opacity-100" />
        </Link>
      ))}
    </section>
  )
}
