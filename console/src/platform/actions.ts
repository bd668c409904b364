import { useEffect, useSyncExternalStore } from 'react'

export type Action = { id: string; label: string; icon?: string; keys?: string; run: () => void }

let sources: { owner: symbol; title: string; actions: Action[] }[] = []
const listeners = new Set<() => void>()
const changed = () => listeners.forEach(listener => listener())

/** What can be done on the current screen; the command palette shows it first. */
export function useActions(title: string, actions: Action[]) {
  useEffect(() => {
    const owner = Symbol(title)
    sources = [{ owner, title, actions }, ...sources]
    changed()
    return () => {
      sources = sources.filter(source => source.owner !== owner)
      changed()
    }
  }, [title, actions])
}

export const useCurrentActions = () =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => sources,
  )
