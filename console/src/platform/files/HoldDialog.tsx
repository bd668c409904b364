import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { post } from '../api/client'
import { ActDialog } from '../form/ActDialog'
import { FormRow } from '@/ui/FormRow'

type Props = { id: string; verb: 'hold' | 'release'; name: string; onClose: () => void }

/** Holds keep a file whatever policies say; both ends of one are on record with their reason. */
export function HoldDialog({ id, verb, name, onClose }: Props) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const holds = verb === 'hold'
  const send = async () => {
    if (!reason.trim()) throw new Error(t('This is needed.'))
    await post(`files/files/${id}/${verb}`, { reason })
    toast.success(holds ? t('{{name}} is on hold', { name }) : t('The hold is released'))
  }
  return (
    <ActDialog
      title={holds ? t('Place a legal hold') : t('Release the hold')}
      description={holds ? t('Nobody and no policy deletes the file until the hold is released.') : t('What was due in the meantime is deleted by the next run of the retention.')}
      action={holds ? t('Place a hold') : t('Release')}
      run={send}
      onClose={onClose}
    >
      {error => (
        <FormRow label={t('Reason')} hint={t('It stays in the audit log.')} error={error} required>
          <textarea className="control h-auto min-h-20 py-2 leading-normal" rows={3} maxLength={400} value={reason} onChange={event => setReason(event.target.value)} />
        </FormRow>
      )}
    </ActDialog>
  )
}
