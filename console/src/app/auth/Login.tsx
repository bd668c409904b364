import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowRight, KeyRound } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isApiError } from '@/platform/api/errors'
import { type SignIn, signInWithPasskey } from '@/platform/api/factors'
import { passkeysWork } from '@/platform/api/passkeys'
import { setupQuery, signIn } from '@/platform/api/session'
import { Avatar } from '@/ui/Avatar'
import { Button } from '@/ui/Button'
import { FormRow } from '@/ui/FormRow'
import { AuthLayout, FormError, link } from './AuthLayout'
import { enter } from './enter'
import { PasswordInput } from './PasswordInput'
import { ProviderButtons } from './ProviderButtons'
import { SecondStep } from './SecondStep'
import { useSubmit } from './useSubmit'

const route = getRouteApi('/login')

export default function Login() {
  const { t } = useTranslation()
  const { to, tenant: named } = route.useSearch()
  const setup = useQuery(setupQuery)
  const [trying, setTrying] = useState<string>()
  const [asked, setAsked] = useState<SignIn>()
  const { busy, error, setError, submit } = useSubmit(values => login(values.email, values.password))

  async function login(email: string, password: string, tenant?: string) {
    const session = await signIn(email, password, tenant ?? setup.data?.tenant?.code)
    if (session.status === 'second_factor') setAsked(session)
    else await enter(session, to)
  }

  async function passkey() {
    setError(undefined)
    try {
      await enter(await signInWithPasskey(setup.data?.tenant?.code), to)
    } catch (failure) {
      setError(failure instanceof DOMException ? t('The passkey was not used.') : failure instanceof Error ? failure.message : String(failure))
    }
  }

  async function demo(account: { email: string; password: string; tenant?: string }) {
    setTrying(account.email)
    try {
      await login(account.email, account.password, account.tenant)
    } catch (failure) {
      setError(isApiError(failure) ? failure.message : String(failure))
    } finally {
      setTrying(undefined)
    }
  }

  const entered = useCallback((session: SignIn) => enter(session, to), [to])
  if (asked) return <SecondStep asked={asked} onDone={entered} onBack={() => setAsked(undefined)} />

  const accounts = setup.data?.demo_accounts ?? []
  return (
    <AuthLayout
      title={t('Sign in')}
      lead={setup.data?.tenant ? setup.data.tenant.name : t('Welcome back.')}
      footer={<>{t('New here?')} <Link to="/register" className={link}>{t('Create an account')}</Link></>}
    >
      <form onSubmit={event => void submit(event)} className="space-y-4">
        <FormError message={error} />
        <FormRow label={t('E-mail')}>
          <input className="control h-9" name="email" type="email" autoComplete="username" required autoFocus />
        </FormRow>
        <div>
          <FormRow label={t('Password')}>
            <PasswordInput name="password" autoComplete="current-password" required />
          </FormRow>
          <Link to="/forgot" className={`mt-1.5 inline-block text-xs ${link}`}>{t('Forgot the password?')}</Link>
        </div>
        <Button type="submit" look="primary" size="lg" busy={busy} className="w-full">{t('Sign in')}</Button>
        {passkeysWork() && <Button size="lg" className="w-full" icon={<KeyRound size={15} aria-hidden />} onClick={() => void passkey()}>{t('Sign in with a passkey')}</Button>}
        <ProviderButtons to={to} tenant={setup.data?.tenant?.code ?? named} onError={setError} />
      </form>
      {accounts.length > 0 && (
        <section className="mt-6 border-t border-line pt-4" aria-labelledby="demo">
          <h2 id="demo" className="mb-2 text-xs font-medium text-ink-3">{t('Try it with a demo account')}</h2>
          <ul className="-mx-1 max-h-60 space-y-1.5 overflow-y-auto px-1 py-0.5">
            {accounts.map(account => (
              <li key={account.email + account.label}>
                <button
                  type="button"
                  disabled={!!trying || busy}
                  onClick={() => void demo(account)}
                  className="group flex w-full items-center gap-2.5 rounded-lg border border-line px-2.5 py-2 text-left transition-colors hover:border-line-strong hover:bg-sunken disabled:opacity-60"
                >
                  <Avatar name={account.label} size={26} />
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-medium">{account.label}</span>
                    <span className="block truncate text-xs text-ink-3">{account.email}</span>
                  </span>
                  <ArrowRight size={14} aria-hidden className="text-ink-3 transition-transform group-hover:translate-x-0.5" />
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </AuthLayout>
  )
}
