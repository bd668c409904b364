import { lazy, Suspense, useState } from 'react'
import type { Command, Definition } from '../api/definition'
import { Button } from '@/ui/Button'

const CommandDialog = lazy(() => import('../form/CommandDialog'))

export function CollectionCommands({ definition }: { definition: Definition }) {
  const [open, setOpen] = useState<Command>()
  const commands = (definition.commands ?? []).filter(command => command.scope === 'collection' && command.allowed)
  return (
    <>
      {commands.map(command => <Button key={command.name} onClick={() => setOpen(command)}>{command.label}</Button>)}
      <Suspense>{open && <CommandDialog definition={definition} command={open} onClose={() => setOpen(undefined)} />}</Suspense>
    </>
  )
}
