import { useQueryClient } from '@tanstack/react-query'
import { Upload } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { keyOf } from '../api/resources'
import { may, useMe } from '../api/session'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'
import { DropZone } from './DropZone'
import { Progress } from './Progress'
import { useUpload } from './useUpload'

/** Brings files of the organisation, with a class for retention policies and perhaps an end. */
export function UploadButton() {
  const { t } = useTranslation()
  const me = useMe()
  const [open, setOpen] = useState(false)
  if (!may(me, 'files:files:create')) return null
  return (
    <>
      <Button look="primary" icon={<Upload size={15} aria-hidden />} onClick={() => setOpen(true)}>{t('Upload a file')}</Button>
      {open && <UploadDialog onClose={() => setOpen(false)} />}
    </>
  )
}

function UploadDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [dataClass, setDataClass] = useState('general')
  const [ends, setEnds] = useState('')
  const upload = useUpload(file => {
    void client.invalidateQueries({ queryKey: keyOf('files.files') })
    toast.success(file.attributes.state === 'quarantined' ? t('{{name}} waits for the virus scan', { name: file.attributes.name }) : t('{{name}} is there', { name: file.attributes.name }))
    onClose()
  })
  const send = (file: File) => void upload.send({ file, dataClass: dataClass || undefined, expiresAt: ends ? new Date(`${ends}T23:59:59`).toISOString() : undefined })
  return (
    <Dialog open onOpenChange={onClose} title={t('Upload a file')} description={t('It is sealed under a key of its own before it is stored.')}>
      <div className="space-y-4">
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          <FormRow label={t('Class of data')} hint={t('Retention policies name it.')}><input className="control" maxLength={40} value={dataClass} onChange={event => setDataClass(event.target.value)} /></FormRow>
          <FormRow label={t('Delete after')} hint={t('Left empty, policies alone decide.')}><input className="control nums" type="date" value={ends} onChange={event => setEnds(event.target.value)} /></FormRow>
        </div>
        {upload.sending ? <Progress sending={upload.sending} onCancel={upload.cancel} /> : <DropZone roomy onFile={send} />}
        <p role="alert" className={upload.refused ? 'text-sm font-medium text-danger' : 'sr-only'}>{upload.refused}</p>
      </div>
    </Dialog>
  )
}
