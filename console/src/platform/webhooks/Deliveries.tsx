import { useQuery, useQueryClient } from '@tanstack/react-query'
import { RotateCw, Send } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { get, type Item, type Many, type One, post } from '../api/client'
import { may, useMe } from '../api/session'
import { moment } from '../format'
import { Messages } from '../Messages'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/States'
import { type Attempt, type Delivery, stateTone } from './model'

/** What was sent to an endpoint, newest first, with every attempt. */
export function Deliveries({ endpoint }: { endpoint: string }) {
  const { t } = useTranslation()
  const [state, setState] = useState('')
  const list = useQuery({
    queryKey: ['webhooks', 'deliveries', endpoint, state],
    queryFn: ({ signal }) => get<Many<Delivery>>('webhooks/deliveries', { 'filter[endpoint_id]': endpoint, 'filter[state]': state, limit: 50 }, signal),
    refetchInterval: query => (query.state.data?.data.some(item => item.attributes.state === 'waiting') ? 2000 : 10_000),
  })
  const words = { waiting: t('Waiting'), delivered: t('Delivered'), dead: t('Given up') }
  return (
    <Messages
      title={t('Deliveries')} words={words} tones={stateTone} state={state} onState={setState} list={list} detail={Detail}
      empty={<EmptyState icon={<Send size={20} aria-hidden />} title={t('Nothing was sent yet')}>{t('Send a test, or wait for the next event.')}</EmptyState>}
    />
  )
}

function Detail({ item }: { item: Item<Delivery> }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const me = useMe()
  const [busy, setBusy] = useState(false)
  const it = item.attributes
  const attempts = useQuery({ queryKey: ['webhooks', 'attempts', item.id, it.attempts], queryFn: ({ signal }) => get<Many<Attempt>>(`webhooks/deliveries/${item.id}/attempts`, undefined, signal) })
  const body = useQuery({ queryKey: ['webhooks', 'body', item.id], queryFn: ({ signal }) => get<One<{ body: string }>>(`webhooks/deliveries/${item.id}/body`, undefined, signal), retry: false })
  const resend = async () => {
    setBusy(true)
    await post(`webhooks/deliveries/${item.id}/resend`).then(() => toast.success(t('It is on its way again'))).catch((error: Error) => toast.error(error.message))
    setBusy(false)
    await client.invalidateQueries({ queryKey: ['webhooks'] })
  }
  return (
    <div className="space-y-3 border-t border-line bg-sunken px-3 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-3">
        <code className="min-w-0 flex-1 truncate font-mono text-xs text-ink-2">msg_{it.event_id.replaceAll('-', '')}</code>
        {it.next_at && it.state === 'waiting' && <span className="text-xs text-ink-2">{t('Next attempt {{at}}', { at: moment(it.next_at) })}</span>}
        {may(me, 'webhooks:deliveries:resend') && <Button size="sm" busy={busy} icon={<RotateCw size={13} aria-hidden />} onClick={() => void resend()}>{t('Send again')}</Button>}
      </div>
      {attempts.isError ? <ErrorState error={attempts.error} /> : !attempts.data ? <Skeleton rows={2} /> : !attempts.data.data.length ? <p className="text-ink-2">{t('It was not sent yet.')}</p> : (
        <ol className="space-y-2">
          {attempts.data.data.map(attempt => (
            <li key={attempt.id} className="rounded-md border border-line bg-panel px-3 py-2">
              <p className="flex flex-wrap items-center gap-x-3 text-xs">
                <span className="font-medium">{t('Attempt {{number}}', { number: attempt.id })}</span>
                <Badge tone={attempt.attributes.status && attempt.attributes.status < 300 ? 'green' : 'red'}>{attempt.attributes.status ?? t('no answer')}</Badge>
                <span className="nums text-ink-3">{attempt.attributes.milliseconds} ms</span>
                <time dateTime={attempt.attributes.at} className="ml-auto text-ink-3">{moment(attempt.attributes.at)}</time>
              </p>
              {attempt.attributes.error && <p className="mt-1 text-xs text-danger">{attempt.attributes.error}</p>}
              {attempt.attributes.response && <pre aria-label={t('Answer of the receiver')} className="mt-1 font-mono text-xs break-words whitespace-pre-wrap text-ink-2">{attempt.attributes.response}</pre>}
            </li>
          ))}
        </ol>
      )}
      {body.data && <details><summary className="cursor-pointer text-xs font-medium">{t('What was sent')}</summary><pre aria-label={t('What was sent')} className="mt-1 overflow-hidden break-words rounded-md border border-line bg-panel p-2 font-mono text-xs whitespace-pre-wrap">{pretty(body.data.data.attributes.body)}</pre></details>}
    </div>
  )
}

const pretty = (text: string) => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
