import { useTranslation } from 'react-i18next'
import { CopyField } from '@/ui/CopyField'
import type { IssuedKey } from './keys'

/** The one moment in which a secret can be read. */
export function Secret({ issued }: { issued: IssuedKey }) {
  const { t } = useTranslation()
  return (
    <div className="space-y-3">
      <p role="status" className="rounded-md bg-warn-soft px-3 py-2 text-warn">{t('Copy the secret now. It is kept nowhere and cannot be shown again.')}</p>
      <CopyField value={issued.key} label={t('The secret')} />
      {issued.status === 'pending' && <p className="text-ink-2">{t('This key is for production and works once somebody who may has approved it.')}</p>}
      <p className="text-xs text-ink-3">{t('Send it in the header X-API-Key.')}</p>
      <pre className="rounded-md bg-sunken px-3 py-2 font-mono text-xs break-all whitespace-pre-wrap">{`curl -H "X-API-Key: ${issued.prefix}…" ${location.origin}${issued.kind === 'module' ? '/api/v1/core/tenants/1' : '/api/v1/auth/me'}`}</pre>
    </div>
  )
}
