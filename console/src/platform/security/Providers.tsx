import { useQuery, useQueryClient } from '@tanstack/react-query'
import { LogIn, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { get, type Item, type Many, type One, post } from '../api/client'
import { may, useMe } from '../api/session'
import { Card, Section } from '../Page'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/States'
import { ProviderDialog } from './ProviderDialog'

export type Provider = {
  name: string
  issuer: string
  client_id: string
  has_secret: boolean
  scopes: string[]
  domains: string[]
  link_existing: boolean
  first_sign_in: 'refuse' | 'create'
  role_id: string | null
  enabled: boolean
  redirect_uri: string
}
export type ProviderTest = { keys: number; algorithms: string[]; client: 'accepted' | 'refused' | 'unknown' | null; redirect_uri: string }

/** The providers of OpenID Connect with which people sign in. */
export function Providers() {
  const { t } = useTranslation()
  const me = useMe()
  const client = useQueryClient()
  const [open, setOpen] = useState<Item<Provider> | 'new'>()
  const list = useQuery({ queryKey: ['security', 'providers'], queryFn: ({ signal }) => get<Many<Provider>>('security/providers', undefined, signal) })
  const writes = may(me, 'security:providers:update')
  const test = (id: string) =>
    post<One<ProviderTest>>(`security/providers/${id}/test`)
      .then(({ data: { attributes: found } }) => (found.client === 'refused' ? toast.error(t('The provider works but does not know this client or its secret.')) : toast.success(t('It works: {{count}} keys, {{algorithms}}.', { count: found.keys, algorithms: found.algorithms.join(', ') }))))
      .catch((error: Error) => toast.error(error.message))
  return (
    <Section
      title={t('Providers of sign-in')}
      hint={me?.operator ? t('People of every organisation can sign in with these.') : t('People of your organisation can sign in with these.')}
      action={writes && <Button size="sm" icon={<Plus size={13} aria-hidden />} onClick={() => setOpen('new')}>{t('Add a provider')}</Button>}
    >
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Skeleton rows={3} />
      ) : !list.data.data.length ? (
        <EmptyState icon={<LogIn size={20} aria-hidden />} title={t('No provider yet')}>{t('Google, Microsoft, Keycloak and everything else that speaks OpenID Connect.')}</EmptyState>
      ) : (
        <Card>
          <ul>
            {list.data.data.map(item => (
              <li key={item.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line px-4 py-3 not-first:border-t">
                <div className="min-w-0 flex-1 basis-60">
                  <p className="font-medium break-words">{item.attributes.name} {!item.attributes.enabled && <Badge>{t('Disabled')}</Badge>}</p>
                  <p className="text-xs break-all text-ink-3">{item.attributes.issuer}</p>
                </div>
                {writes && <Button look="ghost" size="sm" aria-label={t('Test {{name}}', { name: item.attributes.name })} onClick={() => void test(item.id)}>{t('Test')}</Button>}
                <Button look="ghost" size="sm" aria-label={t('Open {{name}}', { name: item.attributes.name })} onClick={() => setOpen(item)}>{t('Open')}</Button>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {open && <ProviderDialog item={open === 'new' ? undefined : open} writes={writes} onClose={() => { setOpen(undefined); void client.invalidateQueries({ queryKey: ['security', 'providers'] }) }} />}
    </Section>
  )
}
