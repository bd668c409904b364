import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { post } from '../api/client'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { FormRow } from '@/ui/FormRow'

/** Replaces the secret that requests are checked with. */
export function SecretField({ path, onClose }: { path: string; onClose: () => void }) {
  const { t } = useTranslation()
  const [secret, setSecret] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const save = () => {
    setBusy(true)
    post(`${path}/set_secret`, { secret }).then(() => { toast.success(t('The secret is replaced')); onClose() }).catch((failure: Error) => { setError(failure.message); setBusy(false) })
  }
  return (
    <Dialog open onOpenChange={onClose} title={t('Set secret')} description={t('Requests signed with the old one are refused from now on.')} footer={<><Button onClick={onClose}>{t('Cancel')}</Button><Button look="primary" busy={busy} onClick={save}>{t('Save')}</Button></>}>
      <form onSubmit={event => { event.preventDefault(); save() }}>
        <FormRow label={t('Secret')} required error={error}><textarea className="control w-full font-mono text-xs" rows={3} value={secret} onChange={event => setSecret(event.target.value)} /></FormRow>
      </form>
    </Dialog>
  )
}
