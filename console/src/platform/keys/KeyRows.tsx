import { useQueryClient } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { Ban, Check, Ellipsis, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { post } from '../api/client'
import { may, useMe } from '../api/session'
import { RelationName } from '../fields/RelationName'
import { ago, date } from '../format'
import { Card } from '../Page'
import { Badge, type Tone } from '@/ui/Badge'
import { Button, IconButton } from '@/ui/Button'
import { Menu, MenuItem } from '@/ui/Menu'
import { confirmed } from '@/ui/confirm'
import { ending, type ApiKey, type KeyItem } from './keys'
import { RotateKey } from './RotateKey'

const environments = (t: TFunction): Record<ApiKey['environment'], [string, Tone]> => ({ dev: [t('Development'), 'gray'], staging: [t('Staging'), 'amber'], prod: [t('Production'), 'violet'] })
const states = (t: TFunction): Record<ApiKey['status'], [string, Tone]> => ({ pending: [t('Waiting for approval'), 'amber'], active: [t('Works'), 'green'], refused: [t('Refused'), 'gray'], revoked: [t('Revoked'), 'red'] })

export function KeyRows({ keys, mine }: { keys: KeyItem[]; mine: boolean }) {
  const [rotating, setRotating] = useState<KeyItem>()
  return (
    <>
      <Card>
        <ul>{keys.map(item => <Line key={item.id} item={item} mine={mine} onRotate={() => setRotating(item)} />)}</ul>
      </Card>
      {rotating && <RotateKey item={rotating} mine={mine} onClose={() => setRotating(undefined)} />}
    </>
  )
}

function Line({ item, mine, onRotate }: { item: KeyItem; mine: boolean; onRotate: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const client = useQueryClient()
  const [now] = useState(() => Date.now())
  const key = item.attributes
  const act = async (verb: string, done: string) => {
    try {
      await post(`keys/${mine ? 'mine' : 'api_keys'}/${item.id}/${verb}`)
      await client.invalidateQueries({ queryKey: ['keys'] })
      toast.success(done)
    } catch (error) {
      toast.error((error as Error).message)
    }
  }
  const alive = key.status === 'active' || key.status === 'pending'
  const own = mine || (key.kind === 'person' && key.owner_id === me?.user.id)
  const rotates = alive && (mine || (may(me, 'keys:api_keys:rotate') && (key.kind !== 'person' || own)))
  const revokes = alive && (mine || may(me, 'keys:api_keys:revoke'))
  const approves = !mine && key.status === 'pending' && may(me, 'keys:api_keys:approve')
  const end = ending(key, now)
  const [environment, environmentTone] = environments(t)[key.environment]
  const [state, stateTone] = states(t)[key.status]
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line px-4 py-3 not-first:border-t">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="truncate font-medium">{key.name}</span>
          <Badge tone={environmentTone}>{environment}</Badge>
          {key.status !== 'active' && <Badge tone={stateTone} dot>{state}</Badge>}
          {alive && end === 'over' && <Badge tone="red" dot>{t('Expired')}</Badge>}
          {alive && end === 'soon' && <Badge tone="amber" dot>{t('Ends {{when}}', { when: ago(key.expires_at!) })}</Badge>}
        </p>
        <p className="mt-0.5 flex flex-wrap gap-x-1.5 text-xs text-ink-3">
          <code className="font-mono">{key.prefix}…</code>
          {key.kind === 'module' ? <span>· {t('Module {{name}}', { name: key.module_name })}</span> : !own && key.owner_id && <span className="inline-flex gap-1">· {key.kind === 'integration' ? t('Integration') : t('of')} <RelationName resource="org.users" id={key.owner_id} plain /></span>}
          <span>· {key.last_used_at ? t('used {{when}}', { when: ago(key.last_used_at) }) : t('never used')}</span>
          <span>· {key.expires_at ? t('until {{date}}', { date: date(key.expires_at) }) : t('without an end')}</span>
          {key.overlap_ends_at && new Date(key.overlap_ends_at).getTime() > now && <span>· {t('the old secret works on, ends {{when}}', { when: ago(key.overlap_ends_at) })}</span>}
        </p>
        <p className="mt-1 flex flex-wrap gap-1" title={key.scopes.join('\n')}>
          {key.scopes.slice(0, 4).map(scope => <code key={scope} className="rounded-sm bg-sunken px-1 font-mono text-2xs break-all text-ink-2">{scope}</code>)}
          {key.scopes.length > 4 && <span className="text-2xs text-ink-3">{t('and {{count}} more', { count: key.scopes.length - 4 })}</span>}
          {key.allowed_ips.length > 0 && <span className="text-2xs text-ink-3">· {t('only from {{networks}}', { networks: key.allowed_ips.join(', ') })}</span>}
        </p>
      </div>
      {approves && (
        <span className="flex gap-1.5">
          <Button size="sm" look="primary" icon={<Check size={13} aria-hidden />} onClick={() => void act('approve', t('The key works now'))}>{t('Approve')}</Button>
          <Button size="sm" onClick={() => void act('refuse', t('The key was refused'))}>{t('Refuse')}</Button>
        </span>
      )}
      {(rotates || revokes) && (
        <Menu trigger={<IconButton label={t('Actions for {{name}}', { name: key.name })}><Ellipsis size={16} aria-hidden /></IconButton>}>
          {rotates && <MenuItem icon={<RefreshCw size={14} aria-hidden />} onSelect={onRotate}>{t('Rotate …')}</MenuItem>}
          {revokes && <MenuItem danger icon={<Ban size={14} aria-hidden />} onSelect={() => void confirmed(t('Revoke {{name}}? Whatever uses it is refused from its next call on.', { name: key.name }), t('Revoke'), () => act('revoke', t('Revoked')))}>{t('Revoke …')}</MenuItem>}
        </Menu>
      )}
    </li>
  )
}
