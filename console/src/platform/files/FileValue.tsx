import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Item } from '../api/client'
import { Badge } from '@/ui/Badge'
import { FileIcon } from './FileIcon'
import { sizeOf } from '../format'
import { type Place } from './model'
import type { FileFacts } from './upload'

const FilePreview = lazy(() => import('./FilePreview'))

type Props = { place: Place; included?: ReadonlyMap<string, Item>; plain?: boolean; long?: boolean }

/** A file by its name; a click looks at it. Files that policies deleted leave their rows behind, which say so. */
export function FileValue({ place, included, plain, long }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const facts = included?.get(place.file)?.attributes as FileFacts | undefined
  const name = facts?.name ?? (included ? t('No longer there') : t('File'))
  const text = (
    <>
      <FileIcon type={facts?.media_type} />
      <span className="truncate">{name}</span>
    </>
  )
  if (plain || !place.row || (included && !facts)) return <span className={`inline-flex max-w-full min-w-0 items-center gap-1.5 ${included && !facts ? 'text-ink-3' : ''}`}>{text}</span>
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-2">
      <button type="button" aria-haspopup="dialog" onClick={event => { event.stopPropagation(); setOpen(true) }} onDoubleClick={event => event.stopPropagation()} className="inline-flex min-w-0 items-center gap-1.5 rounded-sm text-left decoration-line-strong underline-offset-3 hover:underline">
        {text}
      </button>
      {long && facts && <span className="nums shrink-0 text-xs text-ink-3">{sizeOf(facts.size)}</span>}
      {facts?.state === 'quarantined' && <Badge tone="amber" dot>{t('Quarantined')}</Badge>}
      <Suspense>{open && <FilePreview place={place} facts={facts} onClose={() => setOpen(false)} />}</Suspense>
    </span>
  )
}
