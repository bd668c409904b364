import { useQueryClient } from '@tanstack/react-query'
import { Download, Gavel, Link2, Pencil, ShieldCheck, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { del } from '../api/client'
import type { Row } from '../api/definition'
import { keyOf } from '../api/resources'
import { may, useMe } from '../api/session'
import { Button, buttonClass } from '@/ui/Button'
import { confirmed } from '@/ui/confirm'
import { Destruction } from './Destruction'
import { HoldDialog } from './HoldDialog'
import { ShareDialog } from './ShareDialog'
import { contentOf } from './model'
import type { FileFacts } from './upload'

type Props = { id: string; row: Row; version?: number; onEdit?: () => void }

/** What can be done with a file: open, hand on for a while, hold, and destroy with proof. */
export function FileActions({ id, row, version, onEdit }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const client = useQueryClient()
  const [open, setOpen] = useState<'link' | 'hold' | 'release' | 'proof'>()
  const [busy, setBusy] = useState(false)
  const file = row as Row & FileFacts & { hold: boolean }
  const ready = file.state === 'ready'
  const remove = async () => {
    setBusy(true)
    try {
      await del(`files/files/${id}`, version ?? row.version)
      setOpen('proof')
    } catch (error) {
      toast.error((error as Error).message)
    }
    setBusy(false)
  }
  const changed = () => void client.invalidateQueries({ queryKey: keyOf('files.files') })
  if (row.deleted_at)
    return (
      <>
        <Button look="primary" icon={<ShieldCheck size={14} aria-hidden />} onClick={() => setOpen('proof')}>{t('Proof of destruction')}</Button>
        {open === 'proof' && <Destruction id={id} name={file.name} onClose={() => setOpen(undefined)} />}
      </>
    )
  return (
    <>
      {ready && <a href={contentOf({ file: id })} download={file.name} className={buttonClass()}><Download size={14} aria-hidden /> {t('Download')}</a>}
      {ready && may(me, 'files:files:link') && <Button icon={<Link2 size={14} aria-hidden />} onClick={() => setOpen('link')}>{t('Make a link')}</Button>}
      {!file.hold && may(me, 'files:files:hold') && <Button icon={<Gavel size={14} aria-hidden />} onClick={() => setOpen('hold')}>{t('Place a hold')}</Button>}
      {file.hold && may(me, 'files:files:release') && <Button icon={<Gavel size={14} aria-hidden />} onClick={() => setOpen('release')}>{t('Release the hold')}</Button>}
      {onEdit && may(me, 'files:files:update') && <Button icon={<Pencil size={13} aria-hidden />} onClick={onEdit}>{t('Edit')}</Button>}
      {may(me, 'files:files:delete') && <Button look="danger" busy={busy} icon={<Trash2 size={14} aria-hidden />} onClick={() => void confirmed(t('Destroy {{name}}? Its key is destroyed at once, and nothing brings it back.', { name: file.name }), t('Destroy'), remove)}>{t('Destroy')}</Button>}
      {open === 'link' && <ShareDialog id={id} name={file.name} type={file.media_type} onClose={() => setOpen(undefined)} />}
      {(open === 'hold' || open === 'release') && <HoldDialog id={id} verb={open} name={file.name} onClose={() => { setOpen(undefined); changed() }} />}
      {open === 'proof' && <Destruction id={id} name={file.name} onClose={() => { setOpen(undefined); changed() }} />}
    </>
  )
}
