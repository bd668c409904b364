import { Link } from '@tanstack/react-router'
import { Lock, Plus, Search } from 'lucide-react'
import { Fragment, lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDefinitions, useMenu } from '../api/resources'
import { humanize } from '../format'
import { listPath, recordPath, useTenantCode } from '../nav'
import { Page } from '../Page'
import { Button, buttonClass } from '@/ui/Button'
import { ErrorState, NoPermission, NoResult, Skeleton } from '@/ui/States'
import { GrantBox } from './GrantBox'
import { cycle, stateOf, usePermissions } from './permissions'
import { useRoleEdits } from './useRoleEdits'

const RecordDialog = lazy(() => import('../form/RecordDialog'))

export default function RolesMatrix() {
  const { t } = useTranslation()
  const tenant = useTenantCode()
  const permissions = usePermissions()
  const definitions = useDefinitions()
  const menu = useMenu()
  const { definition, rows, roles, set, save, busy, changed, drop } = useRoleEdits()
  const [text, setText] = useState('')
  const [creating, setCreating] = useState(false)
  const groups = useMemo(() => {
    const wanted = text.toLowerCase()
    const map = new Map<string, Map<string, { code: string; action: string; label?: string }[]>>()
    for (const item of permissions.data ?? []) {
      if (!`${item.code} ${item.label ?? ''}`.toLowerCase().includes(wanted)) continue
      const module = map.get(item.module) ?? new Map<string, { code: string; action: string; label?: string }[]>()
      module.set(item.resource, [...(module.get(item.resource) ?? []), item])
      map.set(item.module, module)
    }
    return map
  }, [permissions.data, text])
  if (!definition) return <NoPermission permission="rbac:roles:read" />
  const failed = permissions.error ?? rows.error
  return (
    <Page
      fill
      name={t('Roles and permissions')}
      title={t('Roles and permissions')}
      lead={t('A click goes from allowed to denied to not given. A deny wins over every allow.')}
      actions={
        <>
          <span className="relative"><Search size={14} aria-hidden className="absolute top-1/2 left-2.5 -translate-y-1/2 text-ink-3" /><input type="search" className="control w-48 pl-8" aria-label={t('Find a permission')} placeholder={t('Find a permission')} value={text} onChange={event => setText(event.target.value)} /></span>
          <Link to={listPath(tenant, 'rbac.roles')} className={buttonClass()}>{t('As a list')}</Link>
          {definition.can.create && <Button icon={<Plus size={14} aria-hidden />} onClick={() => setCreating(true)}>{t('New {{what}}', { what: definition.label })}</Button>}
          {changed > 0 && <Button onClick={drop}>{t('Reset')}</Button>}
          <Button look="primary" busy={busy} disabled={!changed} onClick={() => void save()}>{changed ? t('Save {{count}} roles', { count: changed }) : t('Save')}</Button>
        </>
      }
    >
      {failed ? (
        <ErrorState error={failed} onRetry={() => { void permissions.refetch(); void rows.refetch() }} />
      ) : !permissions.data || !rows.data ? (
        <Skeleton />
      ) : !groups.size ? (
        <NoResult onClear={() => setText('')} />
      ) : (
        <div className="min-h-0 flex-1 overflow-auto border-t border-line">
          <table className="w-full border-separate border-spacing-0 text-left">
            <caption className="sr-only">{t('Permissions by role')}</caption>
            <thead className="sticky top-0 z-20">
              <tr>
                <th scope="col" className="sticky left-0 z-20 h-16 min-w-64 border-r border-b border-line bg-panel px-4 text-xs font-medium text-ink-3 sm:px-6">{t('Permission')}</th>
                {roles.map(role => (
                  <th key={role.id} scope="col" className="h-16 w-28 min-w-28 border-b border-line bg-panel px-2 align-middle font-medium">
                    <Link to={recordPath(tenant, 'rbac.roles', role.id)} className="line-clamp-2 text-xs leading-tight hover:underline">{role.name}</Link>
                    {role.builtin && <span className="mt-0.5 flex items-center gap-1 text-2xs font-normal text-ink-3"><Lock size={9} aria-hidden />{t('built in')}</span>}
                  </th>
                ))}
                <td className="w-full border-b border-line bg-panel" />
              </tr>
            </thead>
            <tbody>
              {[...groups].map(([module, resources]) => (
                <Fragment key={module}>
                  <tr><th scope="colgroup" colSpan={roles.length + 2} className="h-8 border-b border-line bg-sunken px-4 text-xs font-semibold sm:px-6"><span className="sticky left-6">{menu.data?.find(app => app.id === module)?.attributes.label ?? humanize(module)}</span></th></tr>
                  {[...resources].map(([resource, list]) => (
                    <Fragment key={resource}>
                      {list.map((item, index) => (
                        <tr key={item.code} className="group">
                          <th scope="row" className="sticky left-0 z-10 h-8 border-r border-b border-line bg-panel px-4 font-normal whitespace-nowrap group-hover:bg-sunken sm:px-6" title={item.code}>
                            <span className="inline-block w-32 truncate align-bottom font-medium">{index ? '' : (definitions?.get(`${module}.${resource}`)?.plural_label ?? humanize(resource))}</span>
                            <span className="text-ink-2">{humanize(item.action)}</span>
                          </th>
                          {roles.map(role => (
                            <td key={role.id} className="h-8 border-b border-line px-2 group-hover:bg-sunken">
                              <GrantBox state={stateOf(role, item.code)} label={`${role.name}, ${item.code}`} disabled={role.builtin || !definition.can.update} onClick={() => set(role.id, cycle(role, item.code))} />
                            </td>
                          ))}
                          <td className="border-b border-line group-hover:bg-sunken" />
                        </tr>
                      ))}
                    </Fragment>
                  ))}
                </Fragment>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Suspense>{creating && <RecordDialog definition={definition} onClose={() => setCreating(false)} />}</Suspense>
    </Page>
  )
}
