import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Item } from '../api/client'
import { type Row, titleOf } from '../api/definition'
import { recordQuery, useDefinition } from '../api/resources'
import { recordPath, useTenantCode } from '../nav'
import { Avatar } from '@/ui/Avatar'

type Props = { resource: string; id: string; included?: ReadonlyMap<string, Item>; plain?: boolean }

/** The name of a related record: from the page that came with it, or fetched once and shared. */
export function RelationName({ resource, id, included, plain }: Props) {
  const tenant = useTenantCode()
  const definition = useDefinition(resource)
  const known = included?.get(id)
  const fetched = useQuery({ ...recordQuery(definition ?? ({ key: resource, path: '', fields: [] } as never), id), enabled: !!definition && !known && !!id, staleTime: 60_000 })
  const row = (known?.attributes ?? fetched.data?.item.attributes) as Row | undefined
  const name = definition && row ? titleOf(definition, row, id) : fetched.isPending && definition ? '…' : id.slice(-6)
  const label = (
    <>
      {resource === 'org.users' && <Avatar name={name} size={18} />}
      <span className="truncate">{name}</span>
    </>
  )
  if (plain || !definition) return <span className="inline-flex max-w-full min-w-0 items-center gap-1.5">{label}</span>
  return (
    <Link to={recordPath(tenant, resource, id)} onClick={event => event.stopPropagation()} className="inline-flex max-w-full min-w-0 items-center gap-1.5 rounded-sm decoration-line-strong underline-offset-3 hover:underline">
      {label}
    </Link>
  )
}
