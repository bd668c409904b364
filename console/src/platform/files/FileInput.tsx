import { RefreshCw, Trash2 } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InputProps } from '../fields/FieldInput'
import { Badge } from '@/ui/Badge'
import { Button, IconButton } from '@/ui/Button'
import { useFormFiles } from './context'
import { DropZone } from './DropZone'
import { FileIcon } from './FileIcon'
import { sizeOf } from '../format'
import { Progress } from './Progress'
import type { FileFacts } from './upload'
import { useUpload } from './useUpload'

/** The control of a file field: nothing yet, on its way, or there; replaced and removed without leaving the form. */
export function FileInput({ field, value, onChange, id, ...rest }: InputProps) {
  const { t } = useTranslation()
  const form = useFormFiles()
  const own = useId()
  const box = useRef<HTMLDivElement>(null)
  const [brought, setBrought] = useState<Record<string, FileFacts>>({})
  const [moved, setMoved] = useState(0)
  const upload = useUpload(file => {
    const facts = file.attributes
    if (facts.state === 'quarantined' && facts.scan_result) return upload.setRefused(t('The virus scanner refuses this file ({{what}}). It stays closed.', { what: facts.scan_result }))
    setBrought(known => ({ ...known, [file.id]: facts }))
    onChange(file.id)
    setMoved(count => count + 1)
  })
  // Whoever works by keyboard is not thrown out of the form when the control he used is replaced by the next.
  useEffect(() => {
    if (moved) box.current?.querySelector('button')?.focus()
  }, [moved])
  const take = (file: File) => void upload.send({ file, target: form && { resource: form.resource, field: field.name } })
  const current = typeof value === 'string' && value ? value : undefined
  const facts = current ? (brought[current] ?? (form?.included?.get(current)?.attributes as FileFacts | undefined)) : undefined
  const input = useRef<HTMLInputElement>(null)
  const described = [rest['aria-describedby'], upload.refused && `${own}-refused`].filter(Boolean).join(' ') || undefined
  return (
    <div
      ref={box}
      role="group"
      aria-label={rest['aria-label'] ?? field.label}
      onDragOver={event => current && event.preventDefault()}
      onDrop={event => { if (current && event.dataTransfer.files[0]) { event.preventDefault(); take(event.dataTransfer.files[0]) } }}
    >
      {upload.sending ? (
        <Progress sending={upload.sending} onCancel={() => { upload.cancel(); setMoved(count => count + 1) }} />
      ) : current ? (
        <div className="flex min-h-16 items-center gap-3 rounded-md border border-line bg-panel px-3 py-2">
          <FileIcon type={facts?.media_type} size={20} />
          <div className="min-w-0 flex-1">
            <p className="truncate text-sm font-medium">{facts?.name ?? t('File')}</p>
            <p className="flex flex-wrap items-center gap-2 text-xs text-ink-3">
              {facts && <span className="nums">{sizeOf(facts.size)}</span>}
              {facts?.state === 'quarantined' && <Badge tone="amber" dot>{t('Waits for the virus scan')}</Badge>}
            </p>
          </div>
          <input ref={input} type="file" className="sr-only" tabIndex={-1} aria-hidden onChange={event => { const file = event.target.files?.[0]; event.target.value = ''; if (file) take(file) }} />
          <Button id={id} size="sm" icon={<RefreshCw size={13} aria-hidden />} aria-label={t('Replace {{name}}', { name: facts?.name ?? t('File') })} aria-describedby={described} onClick={() => input.current?.click()}>{t('Replace')}</Button>
          {!field.required && <IconButton label={t('Remove the file')} onClick={() => { onChange(null); setMoved(count => count + 1) }}><Trash2 size={14} aria-hidden /></IconButton>}
        </div>
      ) : (
        <DropZone id={id} onFile={take} aria-label={`${rest['aria-label'] ?? field.label}: ${t('Choose a file or drop it here')}`} aria-describedby={described} data-invalid={rest['aria-invalid'] || undefined} className={rest['aria-invalid'] || upload.refused ? '!border-danger' : undefined} />
      )}
      <p id={`${own}-refused`} role="alert" className={upload.refused ? 'mt-1 text-xs font-medium text-danger' : 'sr-only'}>{upload.refused}</p>
      <span role="status" className="sr-only">{upload.sending ? t('Sending {{name}}', { name: upload.sending.name }) : moved && facts ? t('{{name}} is there', { name: facts.name }) : ''}</span>
    </div>
  )
}
