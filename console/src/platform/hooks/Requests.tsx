import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Inbox, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { get, type Item, type Many, type One, post } from '../api/client'
import { may, useMe } from '../api/session'
import { sizeOf } from '../format'
import { Messages } from '../Messages'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { EmptyState, ErrorState } from '@/ui/States'
import { type Incoming, type Raw, stateTone } from './model'

/** What arrived at a source, newest first. */
export function Requests({ source }: { source: string }) {
  const { t } = useTranslation()
  const [state, setState] = useState('')
  const words: Record<string, string> = { received: t('Received'), published: t('Handed on'), processed: t('Processed'), parked: t('Parked'), ignored: t('Ignored'), failed: t('Failed') }
  const list = useQuery({
    queryKey: ['hooks', 'requests', source, state],
    queryFn: ({ signal }) => get<Many<Incoming>>('hooks/requests', { 'filter[source_id]': source, 'filter[state]': state, limit: 50 }, signal),
    refetchInterval: 5000,
  })
  return (
    <Messages
      title={t('Recent requests')} words={words} tones={stateTone} state={state} onState={setState} list={list} detail={Detail}
      empty={<EmptyState icon={<Inbox size={20} aria-hidden />} title={t('Nothing arrived yet')}>{t('Enter the address at the sender and let it send a test.')}</EmptyState>}
    />
  )
}

function Detail({ item }: { item: Item<Incoming> }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const me = useMe()
  const [busy, setBusy] = useState(false)
  const it = item.attributes
  const raw = useQuery({ queryKey: ['hooks', 'raw', item.id], enabled: may(me, 'hooks:requests:raw'), queryFn: ({ signal }) => get<One<Raw>>(`hooks/requests/${item.id}/raw`, undefined, signal), staleTime: Infinity })
  const replay = async () => {
    setBusy(true)
    await post(`hooks/requests/${item.id}/replay`).then(() => toast.success(t('It is processed again'))).catch((error: Error) => toast.error(error.message))
    setBusy(false)
    await client.invalidateQueries({ queryKey: ['hooks', 'requests'] })
  }
  return (
    <div className="space-y-3 border-t border-line bg-sunken px-3 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-3">
        <span className="min-w-0 flex-1">{it.reason && <span className="block">{it.reason}</span>}<code className="block truncate font-mono text-xs text-ink-2">{it.dedupe_key}</code></span>
        {it.account && <Badge>{it.account}</Badge>}
        <span className="nums text-xs text-ink-3">{sizeOf(it.bytes)}</span>
        {may(me, 'hooks:requests:replay') && <Button size="sm" busy={busy} icon={<RotateCw size={13} aria-hidden />} disabled={it.state === 'received' || it.state === 'published'} onClick={() => void replay()}>{t('Process again')}</Button>}
      </div>
      {raw.isError ? <ErrorState error={raw.error} /> : raw.data && (
        <>
          <pre aria-label={t('Body')} className="overflow-hidden break-words rounded-md border border-line bg-panel p-2 font-mono text-xs whitespace-pre-wrap">{raw.data.data.attributes.body || t('(empty)')}</pre>
          {raw.data.data.attributes.encoding === 'base64' && <p className="text-xs text-ink-3">{t('The body is not text and is shown in base64.')}</p>}
          <details>
            <summary className="cursor-pointer text-xs font-medium">{t('Headers')}</summary>
            <dl className="mt-1 rounded-md border border-line bg-panel p-2 font-mono text-xs">
              {raw.data.data.attributes.headers.map((header, index) => <div key={index} className="flex gap-2"><dt className="shrink-0 text-ink-3">{header.name}:</dt><dd className="break-all">{header.value}</dd></div>)}
            </dl>
          </details>
        </>
      )}
    </div>
  )
}
