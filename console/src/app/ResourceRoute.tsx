import { useParams } from '@tanstack/react-router'
import { Suspense } from 'react'
import { ListPage } from '@/platform/list/ListPage'
import { useDefinition } from '@/platform/api/resources'
import { RecordPage } from '@/platform/record/RecordPage'
import { screens } from '@/modules/screens'
import { Skeleton } from '@/ui/States'
import { listLinks } from '@/platform/admin/links'
import { Missing } from './Missing'

/** A module's own screen where there is one, else the list its definition describes. */
export function ListScreen() {
  const { module = '', plural = '' } = useParams({ strict: false })
  const definition = useDefinition(`${module}.${plural}`)
  const Own = screens[`${module}/${plural}`]
  if (Own)
    return (
      <Suspense fallback={<Skeleton />}>
        <Own />
      </Suspense>
    )
  if (!definition) return <Missing module={module} plural={plural} />
  const Links = listLinks[definition.key]
  return <ListPage key={definition.key} definition={definition} links={Links && <Links />} />
}

export function RecordScreen() {
  const { module = '', plural = '', id = '' } = useParams({ strict: false })
  const definition = useDefinition(`${module}.${plural}`)
  return definition ? <RecordPage key={id} definition={definition} id={id} /> : <Missing module={module} plural={plural} />
}
