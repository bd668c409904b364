import { KeyRound, LifeBuoy, Mail, MessageSquare, Smartphone } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Factor, FactorKind, Prover } from '@/platform/api/factors'
import { passkeysWork } from '@/platform/api/passkeys'
import { Button } from '@/ui/Button'
import { FormRow } from '@/ui/FormRow'
import { FormError } from './AuthLayout'

type Way = { key: string; kind: FactorKind | 'recovery'; factor?: Factor }

const icons = { passkey: KeyRound, totp: Smartphone, email: Mail, sms: MessageSquare, recovery: LifeBuoy }
const rank = ['passkey', 'totp', 'sms', 'email', 'recovery']

/** Every way the user has, the strongest first; apps share one field because a code of any will do. */
function waysOf(factors: Factor[]): Way[] {
  const ways: Way[] = []
  for (const factor of factors) {
    if (factor.kind === 'passkey' && !passkeysWork()) continue
    if (factor.kind === 'email' || factor.kind === 'sms') ways.push({ key: factor.id, kind: factor.kind, factor })
    else if (!ways.some(way => way.kind === factor.kind)) ways.push({ key: factor.kind, kind: factor.kind })
  }
  ways.push({ key: 'recovery', kind: 'recovery' })
  return ways.sort((a, b) => rank.indexOf(a.kind) - rank.indexOf(b.kind))
}

export function ProveFactor({ factors, prover, extra }: { factors: Factor[]; prover: Prover; extra?: ReactNode }) {
  const { t } = useTranslation()
  const ways = waysOf(factors)
  const [chosen, setChosen] = useState(ways[0].key)
  const [sent, setSent] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const way = ways.find(one => one.key === chosen) ?? ways[0]
  const labels: Record<Way['kind'], string> = { passkey: t('Passkey'), totp: t('Authenticator app'), email: t('Code by e-mail'), sms: t('Code by text message'), recovery: t('Recovery code') }

  async function run(action: () => Promise<unknown>) {
    setBusy(true)
    setError(undefined)
    try {
      await action()
    } catch (failure) {
      // Closing the browser's own dialog is no error to tell of.
      if (!(failure instanceof DOMException)) setError(failure instanceof Error ? failure.message : String(failure))
      else setError(t('The passkey was not used.'))
    } finally {
      setBusy(false)
    }
  }

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const code = String(new FormData(event.currentTarget).get('code') ?? '')
    void run(() => prover.code(code, way.factor?.id))
  }
  const send = () => run(async () => {
    await prover.send(way.factor!.id)
    setSent(way.key)
  })
  const waiting = !!way.factor && sent !== way.key
  return (
    <div className="space-y-4">
      <FormError message={error} />
      {way.kind === 'passkey' ? (
        <Button look="primary" size="lg" className="w-full" busy={busy} icon={<KeyRound size={16} aria-hidden />} onClick={() => void run(prover.passkey)}>{t('Use a passkey')}</Button>
      ) : waiting ? (
        <Button look="primary" size="lg" className="w-full" busy={busy} onClick={() => void send()}>{t('Send a code to {{where}}', { where: way.factor!.hint })}</Button>
      ) : (
        <form key={way.key} onSubmit={submit} className="space-y-4">
          <FormRow
            label={way.kind === 'recovery' ? t('Recovery code') : t('Code')}
            hint={way.kind === 'totp' ? t('The six digits your authenticator app shows.') : way.kind === 'recovery' ? t('One of the codes you kept. Each works once.') : t('We sent it to {{where}}.', { where: way.factor!.hint })}
          >
            <input className="control h-10 font-mono text-base tracking-widest" name="code" required autoFocus autoComplete="one-time-code" inputMode={way.kind === 'recovery' ? 'text' : 'numeric'} maxLength={way.kind === 'recovery' ? 24 : 8} spellCheck={false} />
          </FormRow>
          <Button type="submit" look="primary" size="lg" className="w-full" busy={busy}>{t('Continue')}</Button>
        </form>
      )}
      {extra}
      {ways.length > 1 && (
        <section aria-labelledby="ways" className="border-t border-line pt-3">
          <h2 id="ways" className="mb-1 text-xs font-medium text-ink-3">{t('Another way')}</h2>
          <ul className="-mx-2">
            {ways.filter(one => one.key !== way.key).map(one => {
              const Icon = icons[one.kind]
              return (
                <li key={one.key}>
                  <button type="button" className="flex w-full items-center gap-2.5 rounded-md px-2 py-1.5 text-left text-ink-2 hover:bg-hover hover:text-ink" onClick={() => { setChosen(one.key); setError(undefined) }}>
                    <Icon size={15} aria-hidden className="text-ink-3" />
                    <span>{labels[one.kind]}</span>
                    {one.factor?.hint && <span className="text-xs text-ink-3">{one.factor.hint}</span>}
                  </button>
                </li>
              )
            })}
          </ul>
        </section>
      )}
    </div>
  )
}
