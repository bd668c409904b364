import { useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type SignIn, signInProver } from '@/platform/api/factors'
import { AuthLayout, link } from './AuthLayout'
import { ProveFactor } from './ProveFactor'

/** After the right password: the second factor. */
export function SecondStep({ asked, onDone, onBack }: { asked: SignIn; onDone: (session: SignIn) => unknown; onBack: () => void }) {
  const { t } = useTranslation()
  const trust = useRef<HTMLInputElement>(null)
  const prover = useMemo(() => signInProver(asked.challenge!, () => trust.current?.checked ?? false, onDone), [asked.challenge, onDone])
  return (
    <AuthLayout title={t('Is it you?')} lead={t('Your account asks for a second factor.')} footer={<button type="button" className={link} onClick={onBack}>{t('Back to sign in')}</button>}>
      <ProveFactor
        factors={asked.factors ?? []}
        prover={prover}
        extra={!!asked.trust_days && (
          <label className="flex items-center gap-2 text-ink-2">
            <input ref={trust} type="checkbox" className="size-4 accent-(--accent)" />
            {t('Do not ask on this device for {{count}} days', { count: asked.trust_days })}
          </label>
        )}
      />
    </AuthLayout>
  )
}
