import type { UseQueryResult } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { type ComponentType, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Item, Many } from './api/client'
import { ago, humanize, moment } from './format'
import { Badge, type Tone } from '@/ui/Badge'
import { Select } from '@/ui/Select'
import { ErrorState, Skeleton } from '@/ui/States'

/** What came in or went out, as far as a list shows it. */
interface Message {
  type: string
  state: string
  status?: number | null
  created_at: string
}

interface Props<T extends Message> {
  title: string
  /** The states and their words, in the order in which one chooses among them. */
  words: Record<string, string>
  tones: Partial<Record<string, Tone>>
  state: string
  onState: (state: string) => void
  list: UseQueryResult<Many<T>>
  empty: ReactNode
  detail: ComponentType<{ item: Item<T> }>
}

/** Messages of one source or endpoint, newest first; each opens to its detail. */
export function Messages<T extends Message>({ title, words, tones, state, onState, list, empty, detail }: Props<T>) {
  const { t } = useTranslation()
  return (
    <section className="mt-6">
      <div className="mb-2 flex items-center gap-3">
        <h2 className="flex-1 text-sm font-semibold">{title}</h2>
        <Select className="w-36" aria-label={t('State')} value={state} onChange={event => onState(event.target.value)}>
          <option value="">{t('All')}</option>
          {Object.entries(words).map(([value, label]) => <option key={value} value={value}>{label}</option>)}
        </Select>
      </div>
      {list.isError ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : !list.data ? <Skeleton rows={4} /> : !list.data.data.length ? empty : (
        <ul className="divide-y divide-line rounded-lg border border-line">
          {list.data.data.map(item => <li key={item.id}><Line item={item} word={words[item.attributes.state] ?? humanize(item.attributes.state)} tone={tones[item.attributes.state]} detail={detail} /></li>)}
        </ul>
      )}
    </section>
  )
}

function Line<T extends Message>({ item, word, tone, detail: Detail }: { item: Item<T>; word: string; tone: Tone | undefined; detail: ComponentType<{ item: Item<T> }> }) {
  const [open, setOpen] = useState(false)
  const it = item.attributes
  return (
    <div>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="flex min-h-11 w-full flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5 text-left hover:bg-sunken">
        <ChevronRight size={14} aria-hidden className={`shrink-0 text-ink-3 transition-transform ${open ? 'rotate-90' : ''}`} />
        <code className="min-w-0 flex-1 basis-32 truncate font-mono text-xs">{it.type}</code>
        {it.status !== undefined && <span className="nums text-xs text-ink-3">{it.status ?? ''}</span>}
        <Badge dot tone={tone}>{word}</Badge>
        <time dateTime={it.created_at} title={moment(it.created_at)} className="w-20 text-right text-xs text-ink-3">{ago(it.created_at)}</time>
      </button>
      {open && <Detail item={item} />}
    </div>
  )
}
