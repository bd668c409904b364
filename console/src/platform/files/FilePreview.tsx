import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { send } from '../api/client'
import { buttonClass } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { ErrorState, Skeleton } from '@/ui/States'
import { FileIcon } from './FileIcon'
import { sizeOf } from '../format'
import { contentOf, type Place, previewOf } from './model'
import type { FileFacts } from './upload'

const longest = 256 * 1024

/** Images, PDF and plain text are looked at here; everything else is saved. The server locks what it shows, so nothing in a file runs. */
export default function FilePreview({ place, facts, onClose }: { place: Place; facts?: FileFacts; onClose: () => void }) {
  const { t } = useTranslation()
  const name = facts?.name ?? t('File')
  return (
    <Dialog
      open
      wide
      onOpenChange={onClose}
      title={<span className="break-all">{name}</span>}
      description={facts && `${facts.media_type}, ${sizeOf(facts.size)}`}
      footer={<a href={contentOf(place)} download={name} className={buttonClass('primary')}><Download size={14} aria-hidden /> {t('Download')}</a>}
    >
      <Shown place={place} facts={facts} />
    </Dialog>
  )
}

export function Shown({ place, facts }: { place: Place; facts?: FileFacts }) {
  const { t } = useTranslation()
  const [broken, setBroken] = useState(false)
  const kind = facts && facts.state === 'ready' ? previewOf(facts.media_type) : undefined
  if (facts?.state === 'quarantined') return <Note type={facts.media_type}>{facts.scan_result ? t('The virus scanner refuses this file ({{what}}). It stays closed.', { what: facts.scan_result }) : t('This file waits for the virus scan and opens when nothing was found.')}</Note>
  if (!facts || !kind || broken) return <Note type={facts?.media_type}>{broken ? t('The file cannot be shown. Download it instead.') : t('There is no preview of this kind of file. Download it to open it.')}</Note>
  if (kind === 'text') return <Text place={place} size={facts.size} />
  if (kind === 'pdf') return <iframe title={facts.name} src={contentOf(place, true)} className="h-[62vh] w-full rounded-md border border-line bg-white" />
  return (
    <div className="grid min-h-40 place-items-center rounded-md bg-sunken p-2">
      <img src={contentOf(place, true)} alt={facts.name} onError={() => setBroken(true)} className="max-h-[62vh] max-w-full rounded-sm object-contain" />
    </div>
  )
}

function Text({ place, size }: { place: Place; size: number }) {
  const { t } = useTranslation()
  const text = useQuery({
    queryKey: ['file-text', contentOf(place)],
    retry: false,
    queryFn: async ({ signal }) => {
      const response = await send(contentOf(place, true), { signal, range: size > longest ? `bytes=0-${longest - 1}` : undefined })
      return response.text()
    },
  })
  if (text.isError) return <ErrorState error={text.error} onRetry={() => void text.refetch()} />
  if (text.data === undefined) return <Skeleton rows={6} />
  return (
    <>
      {/* A long text is scrolled by keyboard too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} aria-label={t('Content')} className="max-h-[62vh] overflow-auto rounded-md bg-sunken p-3 font-mono text-xs break-words whitespace-pre-wrap">{text.data || t('(empty)')}</pre>
      {size > longest && <p className="mt-2 text-xs text-ink-3">{t('This is the beginning; the whole file has {{size}}.', { size: sizeOf(size) })}</p>}
    </>
  )
}

function Note({ type, children }: { type?: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-3 rounded-md bg-sunken px-6 py-12 text-center text-ink-2">
      <FileIcon type={type} size={28} />
      <p className="max-w-sm">{children}</p>
    </div>
  )
}
