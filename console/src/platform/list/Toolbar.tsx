import { useNavigate } from '@tanstack/react-router'
import { Download, Ellipsis, LayoutList, Link2, Search, SquareKanban, Trash2, Upload, X } from 'lucide-react'
import { type Ref, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { url } from '../api/client'
import type { Definition } from '../api/definition'
import { FilterBar } from '../filter/FilterBar'
import { importPath, useTenantCode } from '../nav'
import { IconButton } from '@/ui/Button'
import { Menu, MenuItem, MenuLabel, MenuLine } from '@/ui/Menu'
import { ColumnMenu } from './ColumnMenu'
import { filterQuery } from './useListRows'
import type { ListControl } from './useListState'

type Props = { definition: Definition; control: ListControl; filterButton: Ref<HTMLButtonElement>; searchBox: Ref<HTMLInputElement> }

export function Toolbar({ definition, control, filterButton, searchBox }: Props) {
  const { t } = useTranslation()
  const { state, update } = control
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-2 px-4 py-2.5 sm:px-6">
      <SearchBox key={control.view?.id ?? ''} value={state.q} onChange={q => update({ q }, true)} inputRef={searchBox} label={t('Search {{what}}', { what: definition.plural_label })} />
      <FilterBar definition={definition} filter={state.filter} onChange={filter => update({ filter })} buttonRef={filterButton} />
      {state.deleted && (
        <button type="button" onClick={() => update({ deleted: false })} className="inline-flex h-7 items-center gap-1.5 rounded-md bg-warn-soft px-2 text-xs font-medium text-warn">
          <Trash2 size={13} aria-hidden /> {t('Deleted only')} <X size={12} aria-label={t('Remove')} />
        </button>
      )}
      <div className="ml-auto flex items-center gap-0.5">
        {definition.board && <LayoutSwitch control={control} />}
        {state.layout === 'table' && <ColumnMenu definition={definition} columns={state.columns} onChange={columns => update({ columns })} />}
        <MoreMenu definition={definition} control={control} />
      </div>
    </div>
  )
}

function SearchBox({ value, onChange, label, inputRef }: { value: string; onChange: (value: string) => void; label: string; inputRef: Ref<HTMLInputElement> }) {
  const [text, setText] = useState(value)
  const [sent, setSent] = useState(value)
  if (value !== sent) {
    setSent(value)
    setText(value)
  }
  useEffect(() => {
    if (text === sent) return
    const timer = setTimeout(() => {
      setSent(text)
      onChange(text)
    }, 250)
    return () => clearTimeout(timer)
  }, [text, sent, onChange])
  return (
    <span className="relative w-full sm:w-52">
      <Search size={14} aria-hidden className="absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3" />
      <input ref={inputRef} type="search" aria-label={label} placeholder={label} value={text} onChange={event => setText(event.target.value)} onKeyDown={event => event.key === 'Escape' && event.currentTarget.blur()} className="control h-7 pl-8 text-xs" />
    </span>
  )
}

function LayoutSwitch({ control }: { control: ListControl }) {
  const { t } = useTranslation()
  const button = (layout: 'table' | 'board', label: string, Shape: typeof LayoutList) => (
    <IconButton label={label} small aria-pressed={control.state.layout === layout} onClick={() => control.update({ layout })} className={control.state.layout === layout ? 'bg-panel text-ink shadow-sm' : ''}>
      <Shape size={14} aria-hidden />
    </IconButton>
  )
  return (
    <div role="group" aria-label={t('Layout')} className="mr-1 flex rounded-md bg-sunken p-0.5">
      {button('table', t('Table'), LayoutList)}
      {button('board', t('Board'), SquareKanban)}
    </div>
  )
}

function MoreMenu({ definition, control }: { definition: Definition; control: ListControl }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const navigate = useNavigate()
  const { state, update } = control
  const save = (format: string) => {
    const link = document.createElement('a')
    link.href = url(`${definition.path}/export`, { format, ...filterQuery(state), sort: state.sort, fields: state.columns.join(',') })
    link.download = `${definition.plural}.${format}`
    link.click()
  }
  return (
    <Menu trigger={<IconButton label={t('More')}><Ellipsis size={16} aria-hidden /></IconButton>}>
      {definition.can.export && (
        <>
          <MenuLabel>{t('Export this view')}</MenuLabel>
          {['csv', 'xlsx', 'json'].map(format => <MenuItem key={format} icon={<Download size={14} aria-hidden />} onSelect={() => save(format)}>{format.toUpperCase()}</MenuItem>)}
          <MenuLine />
        </>
      )}
      {definition.can.import && <MenuItem icon={<Upload size={14} aria-hidden />} onSelect={() => void navigate({ href: importPath(tenant, definition.key) })}>{t('Import a file')}</MenuItem>}
      {definition.soft_delete && <MenuItem icon={<Trash2 size={14} aria-hidden />} checked={state.deleted} onSelect={() => update({ deleted: !state.deleted })}>{t('Show deleted')}</MenuItem>}
      <MenuItem icon={<Link2 size={14} aria-hidden />} onSelect={() => void navigator.clipboard?.writeText(location.href)}>{t('Copy the link to this view')}</MenuItem>
    </Menu>
  )
}

