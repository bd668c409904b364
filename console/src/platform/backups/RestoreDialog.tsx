import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type One, post } from '../api/client'
import type { Job } from '../bulk/JobProgress'
import { moment } from '../format'
import type { Backup } from './Backups'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'

type Props = { id: string; backup: Backup; onClose: () => void; onQueued: (job: string) => void }

/** One organisation back to a backup; its code is written twice, so that it is the one that is meant. */
export function RestoreDialog({ id, backup, onClose, onQueued }: Props) {
  const { t } = useTranslation()
  const [tenant, setTenant] = useState('')
  const [confirm, setConfirm] = useState('')
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const restore = async () => {
    setBusy(true)
    setError(undefined)
    try {
      onQueued((await post<One<Job>>(`platform/backups/${id}/restore`, { tenant: tenant.trim(), confirm: confirm.trim(), reason })).data.id)
    } catch (failure) {
      setError((failure as Error).message)
      setBusy(false)
    }
  }
  const ready = !!tenant.trim() && confirm.trim() === tenant.trim() && reason.trim().length >= 10
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('Restore an organisation')}
      description={t('To how it was on {{at}}. What it changed since is lost, except its audit log; its people sign in again. All others go on working.', { at: moment(backup.snapshot_at ?? backup.started_at) })}
      footer={<><Button onClick={onClose}>{t('Cancel')}</Button><Button look="danger" busy={busy} disabled={!ready} onClick={() => void restore()}>{t('Restore')}</Button></>}
    >
      <div className="space-y-4">
        <FormRow label={t('Code of the organisation')} required>
          <input className="control font-mono" autoFocus autoComplete="off" spellCheck={false} value={tenant} onChange={event => setTenant(event.target.value)} />
        </FormRow>
        <FormRow label={t('Write the code again')} required>
          <input className="control font-mono" autoComplete="off" spellCheck={false} value={confirm} onChange={event => setConfirm(event.target.value)} />
        </FormRow>
        <FormRow label={t('Why?')} hint={t('Ten characters at least. It is put on record here and in the organisation\'s own log.')} required error={error}>
          <textarea className="control min-h-20" maxLength={500} value={reason} onChange={event => setReason(event.target.value)} />
        </FormRow>
      </div>
    </Dialog>
  )
}
