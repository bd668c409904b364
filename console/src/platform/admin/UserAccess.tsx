import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { get, type One } from '../api/client'
import { keyOf, useDefinition } from '../api/resources'
import { href, recordPath, useTenantCode } from '../nav'
import { Section } from '../Page'
import { Badge } from '@/ui/Badge'
import { Button } from '@/ui/Button'
import { ErrorState, Skeleton } from '@/ui/States'

const RecordDialog = lazy(() => import('../form/RecordDialog'))
type Access = { roles: { id: string; code: string; name: string; via: string }[]; permissions: { code: string; effect: string; via: string }[]; effective: string[] }

export default function UserAccess({ id }: { id: string }) {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const grants = useDefinition('rbac.grants')
  const [granting, setGranting] = useState(false)
  const [text, setText] = useState('')
  const access = useQuery({ queryKey: keyOf('rbac.grants', 'access', id), queryFn: ({ signal }) => get<One<Access>>(`org/users/${id}/access`, undefined, signal) })
  if (access.isError) return <ErrorState error={access.error} onRetry={() => void access.refetch()} />
  if (!access.data) return <Skeleton rows={5} />
  const { roles = [], permissions = [], effective = [] } = access.data.data.attributes
  const via = (text: string) => (text === 'direct' ? t('directly') : text.replace(/^(\w+):/, (_, kind: string) => `${t(kind)} `))
  const found = effective.filter(code => code.includes(text.toLowerCase()))
  return (
    <div className="space-y-8">
      <Section title={t('Roles')} action={grants?.can.create && <Button size="sm" icon={<Plus size={13} aria-hidden />} onClick={() => setGranting(true)}>{t('Give a role')}</Button>}>
        {roles.length ? (
          <ul className="divide-y divide-line rounded-lg border border-line">
            {roles.map(role => (
              <li key={role.id + role.via} className="flex items-center gap-3 px-3 py-2">
                <Link to={recordPath(tenant, 'rbac.roles', role.id)} className="font-medium hover:underline">{role.name}</Link>
                <code className="font-mono text-xs text-ink-3">{role.code}</code>
                <span className="ml-auto text-ink-3">{via(role.via)}</span>
              </li>
            ))}
          </ul>
        ) : (
          <p className="text-ink-3">{t('No role is given.')}</p>
        )}
      </Section>
      <Section title={t('Rules that apply')}>
        {permissions.length ? (
          <div className="relative max-h-80 overflow-auto rounded-lg border border-line">
            <table className="w-full text-left">
              <thead className="sticky top-0 bg-sunken text-xs text-ink-3"><tr>{[t('Permission'), t('Effect'), t('Comes from')].map(label => <th key={label} scope="col" className="h-8 px-3 font-medium">{label}</th>)}</tr></thead>
              <tbody>
                {permissions.map((item, index) => (
                  <tr key={index} className="border-t border-line">
                    <th scope="row" className="px-3 py-1.5 font-mono text-xs font-normal">{item.code}</th>
                    <td className="px-3"><Badge tone={item.effect === 'deny' ? 'red' : 'green'}>{t(item.effect)}</Badge></td>
                    <td className="px-3 text-ink-2">{via(item.via)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        ) : <p className="text-ink-3">{t('No rule is given.')}</p>}
      </Section>
      <Section
        title={t('What the person may do: {{count}} permissions', { count: effective.length })}
        action={<span className="flex gap-2"><input type="search" className="control h-7 w-44 text-xs" aria-label={t('Find a permission')} placeholder={t('Find a permission')} value={text} onChange={event => setText(event.target.value)} /><Link to={href(tenant, '/explain')} search={{ user: id } as never} className="inline-flex h-7 items-center rounded-md px-2 text-xs font-medium text-accent-ink hover:bg-hover">{t('Explain one')}</Link></span>}
      >
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
        <ul tabIndex={0} aria-label={t('Permissions')} className="grid max-h-96 gap-x-6 overflow-y-auto sm:grid-cols-2 lg:grid-cols-3">
          {found.map(code => <li key={code} className="h-7 truncate border-b border-line font-mono text-xs leading-7">{code}</li>)}
        </ul>
      </Section>
      <Suspense>{granting && grants && <RecordDialog definition={grants} preset={{ user_id: id, effect: 'allow' }} onClose={() => setGranting(false)} />}</Suspense>
    </div>
  )
}
