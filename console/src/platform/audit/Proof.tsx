import { useQuery } from '@tanstack/react-query'
import { Download, ShieldCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { get, type One } from '../api/client'
import { number } from '../format'
import { Button } from '@/ui/Button'
import { ErrorState, Skeleton } from '@/ui/States'

type Answer = { position: number; size: number; leaf: string; path: string[] }

/** The proof that an entry is in the log, to be kept and verified anywhere. */
export default function Proof({ id }: { id: string }) {
  const { t } = useTranslation()
  const proof = useQuery({ queryKey: ['audit', 'proof', id], queryFn: ({ signal }) => get<One<Answer>>(`audit/entries/${id}/proof`, undefined, signal), retry: false })
  if (proof.isError) return <ErrorState error={proof.error} onRetry={() => void proof.refetch()} />
  if (!proof.data) return <Skeleton rows={3} />
  const it = proof.data.data.attributes
  const save = () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([JSON.stringify(it, null, 2)], { type: 'application/json' }))
    link.download = `audit-proof-${id}.json`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <div className="max-w-2xl space-y-4">
      <p className="flex items-center gap-2"><ShieldCheck size={16} aria-hidden className="text-ok" />{t('Sealed at position {{position}} of {{size}}.', { position: number(it.position), size: number(it.size) })}</p>
      <p className="text-ink-2">{t('The proof holds the entry, its salt, {{count}} hashes and the signed head. With the public keys it can be verified without this system.', { count: it.path.length })}</p>
      <p><code className="text-xs break-all text-ink-3">{it.leaf}</code></p>
      <Button icon={<Download size={15} aria-hidden />} onClick={save}>{t('Download proof')}</Button>
    </div>
  )
}
