import { Check, Lock, Minus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Item } from '../api/client'
import type { Field } from '../api/definition'
import { ago, date, isMoney, moment, money, number, sizeOf } from '../format'
import { Badge, toneOf } from '@/ui/Badge'
import { isMasked } from '../security/context'
import { FileValue } from '../files/FileValue'
import { RelationName } from './RelationName'

type Props = { field: Field; value: unknown; included?: ReadonlyMap<string, Item>; long?: boolean; plain?: boolean; at?: { resource: string; id: string } }

const Nothing = () => <span className="text-ink-3" aria-hidden>—</span>
const stop = (event: { stopPropagation: () => void }) => event.stopPropagation()
const quiet = 'truncate decoration-line-strong underline-offset-3 hover:underline'
const web = (text: string) => /^https?:\/\//i.test(text)

/** One value as text, by the kind of its field; used in cells, facts, diffs and cards. */
export function Value({ field, value, included, long, plain, at }: Props) {
  const { t } = useTranslation()
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)) return field.kind === 'boolean' ? <Minus size={14} className="text-ink-3" aria-label={t('No')} /> : <Nothing />
  if (isMasked(value)) return <span className="inline-flex items-center gap-1 text-ink-3"><Lock size={12} aria-hidden /><span aria-label={t('hidden')}>••••</span></span>
  const text = typeof value === 'string' ? value : String(value)
  switch (field.kind) {
    case 'money':
      return <span className="nums">{isMoney(value) ? money(value) : text}</span>
    case 'integer':
    case 'decimal':
      if (field.bytes) return <span className="nums" title={t('{{count}} bytes', { count: Number(value) })}>{sizeOf(Number(value))}</span>
      return <span className="nums">{number(value, field.kind === 'decimal' ? (field.scale ?? undefined) : undefined)}</span>
    case 'boolean':
      return value ? <Check size={15} className="text-ok" aria-label={t('Yes')} /> : <Minus size={14} className="text-ink-3" aria-label={t('No')} />
    case 'date':
      return <time dateTime={text} className="nums">{date(text)}</time>
    case 'timestamp':
      return <time dateTime={text} title={moment(text)} className="nums">{long ? `${moment(text)} (${ago(text)})` : ago(text)}</time>
    case 'enum': {
      const option = field.options?.find(item => item.value === value)
      return <Badge tone={toneOf(option?.color, text)} dot>{option?.label ?? text}</Badge>
    }
    case 'email':
      return plain ? <>{text}</> : <a href={`mailto:${text}`} onClick={stop} className={quiet}>{text}</a>
    case 'phone':
      return plain ? <>{text}</> : <a href={`tel:${text}`} onClick={stop} className={`nums ${quiet}`}>{text}</a>
    case 'url':
      return plain || !web(text) ? <>{text}</> : <a href={text} target="_blank" rel="noreferrer" onClick={stop} className={quiet}>{text.replace(/^https?:\/\//i, '').replace(/\/$/, '')}</a>
    case 'tags':
      return (
        <span className={`inline-flex max-w-full gap-1 ${long ? 'flex-wrap' : ''}`}>
          {(Array.isArray(value) ? value : [value]).map(tag => <Badge key={String(tag)}>{String(tag)}</Badge>)}
        </span>
      )
    case 'relation':
      if (Array.isArray(value)) return <>{value.map(id => <RelationName key={String(id)} resource={field.relation?.resource ?? ''} id={String(id)} included={included} plain={plain} />)}</>
      return <RelationName resource={field.relation?.resource ?? ''} id={text} included={included} plain={plain} />
    case 'file':
      return <FileValue place={{ file: text, row: at && { ...at, field: field.name } }} included={included} long={long} plain={plain} />
    case 'json':
      return long ? <pre className="max-h-72 overflow-auto rounded-md bg-sunken p-2 font-mono text-xs">{JSON.stringify(value, null, 2)}</pre> : <code className="truncate font-mono text-xs text-ink-2">{JSON.stringify(value)}</code>
    case 'long_text':
      return long ? <span className="whitespace-pre-wrap">{text}</span> : <span className="truncate">{text}</span>
    default:
      return <span className={long ? 'break-words' : 'truncate'}>{typeof value === 'object' ? JSON.stringify(value) : text}</span>
  }
}
