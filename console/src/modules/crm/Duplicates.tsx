import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CopyCheck } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { get, type Item } from '@/platform/api/client'
import { keyOf, useDefinition } from '@/platform/api/resources'
import { date, humanize } from '@/platform/format'
import { listPath, recordPath, useTenantCode } from '@/platform/nav'
import { Card, Page } from '@/platform/Page'
import { Badge } from '@/ui/Badge'
import { Button, buttonClass } from '@/ui/Button'
import { EmptyState, ErrorState, NoPermission, Skeleton } from '@/ui/States'

const CommandDialog = lazy(() => import('@/platform/form/CommandDialog'))

type Alike = { id: string; name: string; number?: string | null; city?: string | null; email?: string | null; phone?: string | null; created_at: string }
type Group = { matched_by: string; match: string; accounts: Alike[] }

/** Accounts that look like one, side by side; the chosen one takes in the others. */
export default function Duplicates() {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const accounts = useDefinition('crm.accounts')
  const [merging, setMerging] = useState<{ id: string; sources: string[] }>()
  const found = useQuery({
    queryKey: keyOf('crm.accounts', 'duplicates'),
    queryFn: ({ signal }) => get<{ data: (Group | Item<Group>)[] | Item<Group[]> }>('crm/accounts/find_duplicates', { limit: 100 }, signal),
  })
  if (!accounts) return <NoPermission permission="crm:accounts:read" />
  const merge = accounts.commands?.find(command => command.name === 'merge' && command.allowed)
  const data = found.data?.data
  const groups = (Array.isArray(data) ? data : (data?.attributes ?? [])).map(item => ('attributes' in item ? item.attributes : item))
  return (
    <Page narrow name={t('Duplicates')} title={t('Duplicates')} lead={t('Accounts that share a name, a mail domain or a telephone number.')} actions={<Link to={listPath(tenant, 'crm.accounts')} className={buttonClass()}>{t('Back to the list')}</Link>}>
      {found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton />
      ) : !groups.length ? (
        <EmptyState icon={<CopyCheck size={20} aria-hidden />} title={t('No duplicates')}>{t('Every account is there once.')}</EmptyState>
      ) : (
        <div className="space-y-4 px-4 pb-12 sm:px-6">
          {groups.map(group => (
            <Card key={group.matched_by + group.match}>
              <h2 className="flex items-center gap-2 px-4 pt-3 pb-2 font-semibold">{group.accounts[0]?.name ?? group.match} <Badge>{t('Same {{what}}', { what: humanize(group.matched_by).toLowerCase() })}</Badge></h2>
              <ul>
                {group.accounts.map(account => (
                  <li key={account.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-4 py-2">
                    <Link to={recordPath(tenant, 'crm.accounts', account.id)} className="w-56 truncate font-medium hover:underline">{account.name}</Link>
                    <span className="min-w-0 flex-1 truncate text-ink-3">{[account.number, account.city, account.email, account.phone, date(account.created_at)].filter(Boolean).join(' · ')}</span>
                    {merge && <Button size="sm" onClick={() => setMerging({ id: account.id, sources: group.accounts.map(item => item.id).filter(id => id !== account.id) })}>{t('Keep this one')}</Button>}
                  </li>
                ))}
              </ul>
            </Card>
          ))}
        </div>
      )}
      <Suspense>{merging && merge && <CommandDialog definition={accounts} command={merge} id={merging.id} preset={{ source_ids: merging.sources }} onClose={() => setMerging(undefined)} />}</Suspense>
    </Page>
  )
}
