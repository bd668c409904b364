import { useQuery } from '@tanstack/react-query'
import { LogIn } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Provider, proveAt, providersQuery, signInAt } from '@/platform/api/providers'
import { Button } from '@/ui/Button'
import { FormError } from './AuthLayout'

const icon = <LogIn size={15} aria-hidden />

/** One for each provider that is set up, and nothing where there is none. */
export function ProviderButtons({ to, tenant, onError }: { to?: string; tenant?: string; onError: (message?: string) => void }) {
  const { t } = useTranslation()
  const providers = useQuery(providersQuery(tenant))
  const [leaving, setLeaving] = useState<string>()
  const leave = (provider: Provider) => {
    setLeaving(provider.id)
    onError(undefined)
    signInAt(provider.id, to, tenant).catch((failure: unknown) => {
      setLeaving(undefined)
      onError((failure as Error).message)
    })
  }
  return (providers.data ?? []).map(provider => (
    <Button key={provider.id} size="lg" className="w-full" icon={icon} busy={leaving === provider.id} onClick={() => leave(provider)}>
      <span className="truncate">{t('Sign in with {{name}}', { name: provider.name })}</span>
    </Button>
  ))
}

/** For whoever has no factor: the provider asks for the proof, and what was wanted is done afterwards. */
export function ProofAtProvider({ providers }: { providers: Provider[] }) {
  const { t } = useTranslation()
  const [error, setError] = useState<string>()
  if (!providers.length) return null
  return (
    <div className="space-y-2">
      <FormError message={error} />
      {providers.map(provider => (
        <Button key={provider.id} size="lg" className="w-full" icon={icon} onClick={() => void proveAt(provider.id).catch((failure: unknown) => setError((failure as Error).message))}>
          <span className="truncate">{t('Prove it at {{name}}', { name: provider.name })}</span>
        </Button>
      ))}
      <p className="text-xs text-ink-3">{t('You come back here; then do it once more.')}</p>
    </div>
  )
}
