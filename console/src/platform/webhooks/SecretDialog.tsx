import { useTranslation } from 'react-i18next'
import { moment } from '../format'
import { Button } from '@/ui/Button'
import { CopyField } from '@/ui/CopyField'
import { Dialog } from '@/ui/Dialog'
import type { Secret } from './model'

/** The one time the secret is shown. */
export function SecretDialog({ secret, onClose }: { secret: Secret; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Dialog open onOpenChange={onClose} title={t('Signing secret')} description={t('Copy it now: it is not shown again.')} footer={<Button look="primary" onClick={onClose}>{t('I have copied it')}</Button>}>
      <CopyField label={t('Signing secret')} value={secret.secret} />
      <p className="mt-3 text-ink-2">{t('The receiver checks the header webhook-signature with it. Any library of Standard Webhooks does that.')}</p>
      {secret.old_secret_until && <p className="mt-2 rounded-md bg-warn-soft px-3 py-2 text-warn">{t('Until {{at}} the old secret signs as well.', { at: moment(secret.old_secret_until) })}</p>}
    </Dialog>
  )
}
