import { useQuery } from '@tanstack/react-query'
import { ChevronRight, KeyRound, Mail, MessageSquare, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormError, link } from '@/app/auth/AuthLayout'
import { useSubmit } from '@/app/auth/useSubmit'
import { beginFactor, confirmFactor, type Enrolment, type FactorKind, factorsQuery } from '@/platform/api/factors'
import { passkeysWork } from '@/platform/api/passkeys'
import { Button } from '@/ui/Button'
import { CopyField } from '@/ui/CopyField'
import { FormRow } from '@/ui/FormRow'
import { ErrorState, Skeleton } from '@/ui/States'
import { RecoveryCodes } from './RecoveryCodes'

const icons = { passkey: KeyRound, totp: Smartphone, email: Mail, sms: MessageSquare }

/** Choose a kind, set it up, prove it once; the first one brings recovery codes. */
export function AddFactor({ onBegin, onCodes, onDone }: { onBegin?: () => void; onCodes?: () => void; onDone: () => unknown }) {
  const { t } = useTranslation()
  const factors = useQuery(factorsQuery)
  const [enrolment, setEnrolment] = useState<Enrolment>()
  const [phone, setPhone] = useState(false)
  const [codes, setCodes] = useState<string[]>()
  const [trying, setTrying] = useState<FactorKind>()
  const [error, setError] = useState<string>()
  const numbered = useSubmit(async values => setEnrolment(await beginFactor('sms', undefined, values.phone.replaceAll(/[\s()/-]/g, ''))))
  const proving = useSubmit(async values => finish(enrolment!, values.code))

  async function finish(begun: Enrolment, code?: string) {
    onBegin?.()
    const confirmed = await confirmFactor(begun, code)
    if (!confirmed.recovery_codes) return void (await onDone())
    setCodes(confirmed.recovery_codes)
    onCodes?.()
  }

  async function choose(kind: FactorKind) {
    setError(undefined)
    if (kind === 'sms') return setPhone(true)
    setTrying(kind)
    try {
      const begun = await beginFactor(kind)
      if (kind === 'passkey') await finish(begun)
      else setEnrolment(begun)
    } catch (failure) {
      setError(failure instanceof DOMException ? t('The passkey was not made.') : failure instanceof Error ? failure.message : String(failure))
    } finally {
      setTrying(undefined)
    }
  }

  const back = <button type="button" className={link} onClick={() => { setEnrolment(undefined); setPhone(false) }}>{t('Choose another way')}</button>
  if (codes) return <RecoveryCodes codes={codes} onKept={onDone} />
  if (enrolment)
    return (
      <form onSubmit={event => void proving.submit(event)} className="space-y-4">
        <FormError message={proving.error} />
        {enrolment.qr && (
          <>
            <p className="text-ink-2">{t('Scan this with an authenticator app, then enter the code it shows.')}</p>
            <img src={enrolment.qr} alt={t('QR code for the authenticator app')} className="mx-auto size-48 rounded-lg border border-line bg-white p-2" />
            <details className="text-ink-2">
              <summary className="cursor-pointer text-xs">{t('It cannot be scanned?')}</summary>
              <div className="mt-2"><CopyField label={t('Key for the authenticator app')} value={enrolment.secret ?? ''} /></div>
            </details>
          </>
        )}
        <FormRow label={t('Code')} hint={enrolment.sent_to && t('We sent it to {{where}}.', { where: enrolment.sent_to })}>
          <input className="control h-10 font-mono text-base tracking-widest" name="code" required autoFocus autoComplete="one-time-code" inputMode="numeric" maxLength={8} />
        </FormRow>
        <Button type="submit" look="primary" size="lg" className="w-full" busy={proving.busy}>{t('Confirm')}</Button>
        {back}
      </form>
    )
  if (phone)
    return (
      <form onSubmit={event => void numbered.submit(event)} className="space-y-4">
        <FormError message={numbered.error} />
        <FormRow label={t('Telephone number')} hint={t('In international form, such as +43 1 234567.')}><input className="control h-9" name="phone" type="tel" autoComplete="tel" required autoFocus /></FormRow>
        <Button type="submit" look="primary" size="lg" className="w-full" busy={numbered.busy}>{t('Send a code')}</Button>
        {back}
      </form>
    )
  if (factors.isError) return <ErrorState error={factors.error} onRetry={() => void factors.refetch()} />
  if (!factors.data) return <Skeleton rows={3} />

  const words: Record<FactorKind, [string, string]> = {
    passkey: [t('Passkey'), t('Your finger, face or PIN on this device, or a security key. The safest.')],
    totp: [t('Authenticator app'), t('An app on your telephone shows a code every half minute.')],
    sms: [t('Text message'), t('A code to your telephone.')],
    email: [t('E-mail'), t('A code to your address.')],
  }
  const kinds = factors.data.kinds.filter(kind => (kind !== 'passkey' || passkeysWork()) && (kind !== 'email' || !factors.data.factors.some(one => one.kind === 'email')))
  return (
    <div className="space-y-3">
      <FormError message={error} />
      <ul className="space-y-2">
        {kinds.map(kind => {
          const Icon = icons[kind]
          return (
            <li key={kind}>
              <button type="button" disabled={!!trying} onClick={() => void choose(kind)} className="flex w-full items-center gap-3 rounded-lg border border-line px-3 py-2.5 text-left transition-colors hover:border-line-strong hover:bg-sunken disabled:opacity-60">
                <Icon size={18} aria-hidden className="shrink-0 text-ink-3" />
                <span className="min-w-0 flex-1"><span className="block font-medium">{words[kind][0]}</span><span className="block text-xs text-ink-3">{words[kind][1]}</span></span>
                <ChevronRight size={15} aria-hidden className="text-ink-3" />
              </button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
