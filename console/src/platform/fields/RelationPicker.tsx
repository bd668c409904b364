import { useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { Check, ChevronsUpDown, X } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { get, type Many } from '../api/client'
import { type Row, titleOf } from '../api/definition'
import { keyOf, useDefinition } from '../api/resources'
import { useMe } from '../api/session'
import { Avatar } from '@/ui/Avatar'
import { Popover } from '@/ui/Popover'
import { RelationName } from './RelationName'

type Props = { resource: string; value: unknown; onChange: (value: unknown) => void; multiple?: boolean; clearable?: boolean; id?: string; autoFocus?: boolean; 'aria-label'?: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean; 'aria-required'?: boolean }

/** Searches the other resource as one types; the caller of `$me` appears first for people. */
export function RelationPicker({ resource, value, onChange, multiple, clearable = true, ...rest }: Props) {
  const { t } = useTranslation()
  const definition = useDefinition(resource)
  const me = useMe()
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text.trim())
  const rows = useQuery({
    queryKey: keyOf(resource, 'pick', wanted),
    enabled: open && !!definition,
    queryFn: ({ signal }) => get<Many<Row>>(definition!.path, { q: wanted, limit: 20, ...(wanted ? {} : { sort: definition!.sort ?? undefined }) }, signal),
  })
  const chosen = Array.isArray(value) ? value.map(String) : value ? [String(value)] : []
  const pick = (id: string) => {
    if (multiple) return onChange(chosen.includes(id) ? chosen.filter(item => item !== id) : [...chosen, id])
    onChange(id)
    setOpen(false)
  }
  return (
    <span className="flex min-w-0 gap-1">
      <Popover
        open={open}
        onOpenChange={setOpen}
        label={definition?.plural_label}
        className="w-72 p-0"
        trigger={
          <button type="button" {...rest} aria-haspopup="listbox" className="control flex min-w-0 items-center gap-2 text-left">
            <span className="flex min-w-0 flex-1 gap-2 overflow-hidden">
              {chosen.length ? chosen.map(id => (id === '$me' ? <span key={id}>{t('Me')}</span> : <RelationName key={id} resource={resource} id={id} plain />)) : <span className="text-ink-3">{t('Choose …')}</span>}
            </span>
            <ChevronsUpDown size={13} aria-hidden className="shrink-0 text-ink-3" />
          </button>
        }
      >
        <Command shouldFilter={false} label={definition?.plural_label ?? resource}>
          <Command.Input value={text} onValueChange={setText} placeholder={t('Search {{what}}', { what: definition?.plural_label ?? '' })} className="h-9 w-full border-b border-line bg-transparent px-3 outline-none" />
          <Command.List label={t('Results')} className="max-h-64 overflow-y-auto p-1">
            <Command.Empty className="px-2 py-4 text-center text-ink-3">{rows.isPending ? t('Searching …') : rows.isError ? rows.error.message : t('Nothing found.')}</Command.Empty>
            {resource === 'org.users' && me && !wanted && <Choice id={me.user.id} title={`${me.user.name} (${t('me')})`} chosen={chosen} onPick={pick} person />}
            {rows.data?.data.filter(item => !(resource === 'org.users' && !wanted && item.id === me?.user.id)).map(item => (
              <Choice key={item.id} id={item.id} title={definition ? titleOf(definition, item.attributes, item.id) : item.id} chosen={chosen} onPick={pick} person={resource === 'org.users'} />
            ))}
          </Command.List>
        </Command>
      </Popover>
      {clearable && chosen.length > 0 && (
        <button type="button" aria-label={t('Clear')} onClick={() => onChange(multiple ? [] : null)} className="grid w-7 shrink-0 place-items-center rounded-md text-ink-3 hover:bg-hover hover:text-ink">
          <X size={14} aria-hidden />
        </button>
      )}
    </span>
  )
}

function Choice({ id, title, chosen, onPick, person }: { id: string; title: string; chosen: string[]; onPick: (id: string) => void; person?: boolean }) {
  return (
    <Command.Item value={id} onSelect={() => onPick(id)} className="flex h-8 items-center gap-2 rounded-md px-2 data-[selected=true]:bg-hover">
      {person && <Avatar name={title} size={18} />}
      <span className="min-w-0 flex-1 truncate">{title}</span>
      {chosen.includes(id) && <Check size={14} aria-hidden className="text-accent" />}
    </Command.Item>
  )
}
