import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Monitor, Smartphone } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { del, get, type Many } from '@/platform/api/client'
import { ago } from '@/platform/format'
import { Card } from '@/platform/Page'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { ErrorState, Skeleton } from '@/ui/States'

type SignIn = { created_at?: string; last_seen_at?: string; ip?: string | null; user_agent?: string | null; device?: string | null; tenant?: string | null; current?: boolean }

const browser = (agent: string) => /(Edg|OPR|Firefox|Chrome|Safari)\/[\d.]+/.exec(agent)?.[1]?.replace('Edg', 'Edge').replace('OPR', 'Opera') ?? agent.split('/')[0]
const system = (agent: string) => /Windows|Macintosh|Android|iPhone|iPad|Linux/.exec(agent)?.[0]?.replace('Macintosh', 'macOS')

/** The server may have put it into words already. */
const describe = (agent: string) => (/^\S+ on \S+/.test(agent) ? agent : [agent && browser(agent), system(agent)].filter(Boolean).join(', '))

export function Sessions() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const list = useQuery({ queryKey: ['sessions'], queryFn: ({ signal }) => get<Many<SignIn>>('auth/sessions', undefined, signal) })
  const end = (path: string) => del(path).then(() => client.invalidateQueries({ queryKey: ['sessions'] })).catch((error: Error) => toast.error(error.message))
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <Skeleton rows={3} />
  return (
    <Card>
      <ul>
        {list.data.data.map(({ id, attributes: session }) => {
          const agent = session.user_agent ?? session.device ?? ''
          return (
            <li key={id} className="flex items-center gap-3 border-line px-4 py-3 not-first:border-t">
              <span className="text-ink-3">{/Android|iPhone/.test(agent) ? <Smartphone size={18} aria-hidden /> : <Monitor size={18} aria-hidden />}</span>
              <div className="min-w-0 flex-1">
                <p className="font-medium">{describe(agent) || t('Unknown device')} {session.current && <Badge tone="green" className="ml-1">{t('This one')}</Badge>}</p>
                <p className="text-xs text-ink-3">{[session.tenant, session.ip, session.last_seen_at && t('seen {{when}}', { when: ago(session.last_seen_at) }), session.created_at && t('signed in {{when}}', { when: ago(session.created_at) })].filter(Boolean).join(' · ')}</p>
              </div>
              {!session.current && <Button size="sm" onClick={() => void end(`auth/sessions/${id}`)}>{t('End')}</Button>}
            </li>
          )
        })}
      </ul>
      {list.data.data.length > 1 && <div className="border-t border-line p-2 text-right"><Button look="ghost" size="sm" onClick={() => void end('auth/sessions')}>{t('End all others')}</Button></div>}
    </Card>
  )
}
