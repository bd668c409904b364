import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may, useMe } from '../api/session'
import { Page } from '../Page'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { EmptyState, ErrorState, Skeleton } from '@/ui/States'
import { Tabs } from '@/ui/Tabs'
import { CreateKey } from './CreateKey'
import { KeyRows } from './KeyRows'
import { keyList, keyOptions } from './keys'

/** Keys of one's own; for administrators those of everybody and the ones that wait; for the operator those of modules among them. */
export default function Keys() {
  const { t } = useTranslation()
  const me = useMe()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as { tab?: string }
  const [creating, setCreating] = useState(false)
  const options = useQuery(keyOptions)
  const sees = may(me, 'keys:api_keys:read')
  const pending = useQuery({ ...keyList('pending'), enabled: sees && !!options.data?.approves })
  const tabs = [
    { id: 'mine', label: t('My keys'), content: <List which="mine" onCreate={() => setCreating(true)} /> },
    ...(sees ? [{ id: 'all', label: t('All keys'), content: <List which="all" onCreate={() => setCreating(true)} /> }] : []),
    ...(sees && options.data?.approves ? [{ id: 'pending', label: <>{t('Waiting for approval')} {!!pending.data?.length && <Badge tone="amber">{pending.data.length}</Badge>}</>, content: <List which="pending" /> }] : []),
  ]
  const tab = tabs.some(one => one.id === search.tab) ? search.tab! : 'mine'
  return (
    <Page
      narrow
      name={t('API keys')}
      title={t('API keys')}
      lead={t('For programs that work here: each has an owner, scopes of its own, and an end.')}
      actions={<Button look="primary" icon={<Plus size={14} aria-hidden />} disabled={!options.data} onClick={() => setCreating(true)}>{t('New key')}</Button>}
    >
      <div className="px-4 pb-12 sm:px-6">
        {options.isError ? <ErrorState error={options.error} onRetry={() => void options.refetch()} /> : <Tabs label={t('API keys')} tabs={tabs} value={tab} onChange={id => void navigate({ to: '.', search: { tab: id === 'mine' ? undefined : id }, replace: true })} />}
      </div>
      {creating && options.data && <CreateKey options={options.data} onClose={() => setCreating(false)} />}
    </Page>
  )
}

function List({ which, onCreate }: { which: string; onCreate?: () => void }) {
  const { t } = useTranslation()
  const list = useQuery(keyList(which))
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <Skeleton rows={4} />
  if (!list.data.length)
    return (
      <EmptyState icon={<KeyRound size={20} aria-hidden />} title={which === 'pending' ? t('Nothing waits') : t('No keys yet')} actions={onCreate && <Button look="primary" onClick={onCreate}>{t('New key')}</Button>}>
        {which === 'pending' ? t('Keys for production that people ask for appear here.') : t('A key lets a program use the API in your name, within the permissions you choose.')}
      </EmptyState>
    )
  return <KeyRows keys={list.data} mine={which === 'mine'} />
}
