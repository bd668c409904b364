import { useSyncExternalStore } from 'react'
import type { Definition } from '../api/definition'
import type { Clash } from './merge'

export type Conflict = { definition: Definition; clashes: Clash[]; decide: (choices: Record<string, 'mine' | 'theirs'> | null) => void }

let open: Conflict | null = null
const listeners = new Set<() => void>()
const set = (next: Conflict | null) => {
  open = next
  listeners.forEach(listener => listener())
}

/** Asks the person which side wins, field by field; null means the edit is dropped. */
export const askConflict = (definition: Definition, list: Clash[]) =>
  new Promise<Record<string, 'mine' | 'theirs'> | null>(done =>
    set({
      definition,
      clashes: list,
      decide: choices => {
        set(null)
        done(choices)
      },
    }),
  )

export const useConflict = () =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => open,
  )
