import { useQuery, useQueryClient } from '@tanstack/react-query'
import { LogIn, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { del } from '@/platform/api/client'
import { type Identity, identitiesQuery, linkAt } from '@/platform/api/providers'
import { ago } from '@/platform/format'
import { Card } from '@/platform/Page'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { ErrorState, Skeleton } from '@/ui/States'

const tell = (error: Error) => void toast.error(error.message)

/** Who one is at providers, and whom one can still link. */
export function Identities() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const mine = useQuery(identitiesQuery)
  const [removing, setRemoving] = useState<Identity>()
  if (mine.isError) return <ErrorState error={mine.error} onRetry={() => void mine.refetch()} />
  if (!mine.data) return <Skeleton rows={1} />
  const nameOf = (identity?: Identity) => identity?.provider ?? identity?.issuer
  const unlink = (identity: Identity) => del(`auth/identities/${identity.id}`)
    .then(() => client.invalidateQueries({ queryKey: identitiesQuery.queryKey }))
    .catch(tell)
    .finally(() => setRemoving(undefined))
  return (
    <Card>
      {mine.data.identities.length === 0 && <p className="px-4 py-4 text-ink-2">{t('Nothing is linked.')}</p>}
      <ul>
        {mine.data.identities.map(identity => (
          <li key={identity.id} className="flex items-center gap-3 border-line px-4 py-3 not-first:border-t">
            <LogIn size={18} aria-hidden className="shrink-0 text-ink-3" />
            <div className="min-w-0 flex-1">
              <p className="truncate font-medium">{nameOf(identity)} {identity.within && <Badge className="ml-1">{identity.within}</Badge>}</p>
              <p className="truncate text-xs text-ink-3">{[identity.email, t('linked {{when}}', { when: ago(identity.created_at) }), identity.last_used_at && t('used {{when}}', { when: ago(identity.last_used_at) })].filter(Boolean).join(' · ')}</p>
            </div>
            <Button size="sm" aria-label={t('Unlink {{name}}', { name: nameOf(identity) })} onClick={() => setRemoving(identity)}>{t('Unlink')}</Button>
          </li>
        ))}
      </ul>
      {mine.data.providers.length > 0 && (
        <div className="flex flex-wrap justify-end gap-1 border-t border-line p-2">
          {mine.data.providers.map(provider => <Button key={provider.id} size="sm" look="ghost" icon={<Plus size={14} aria-hidden />} onClick={() => void linkAt(provider.id).catch(tell)}>{t('Link {{name}}', { name: provider.name })}</Button>)}
        </div>
      )}
      <Dialog
        open={!!removing}
        onOpenChange={open => !open && setRemoving(undefined)}
        title={t('Unlink {{name}}', { name: nameOf(removing) })}
        description={t('You cannot sign in with it any more. Sessions that came from it end.')}
        footer={<><Button onClick={() => setRemoving(undefined)}>{t('Cancel')}</Button><Button look="danger" onClick={() => void unlink(removing!)}>{t('Unlink')}</Button></>}
      >{null}</Dialog>
    </Card>
  )
}
