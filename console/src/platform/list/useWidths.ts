import type { ColumnSizingState, Updater } from '@tanstack/react-table'
import { useCallback, useState } from 'react'

const keyFor = (resource: string) => `ashlar.widths.${resource}`

export const storedWidths = (resource: string): ColumnSizingState => {
  try {
    return JSON.parse(localStorage.getItem(keyFor(resource)) ?? '{}') as ColumnSizingState
  } catch {
    return {}
  }
}

export function useWidths(resource: string, ofView?: ColumnSizingState): [ColumnSizingState, (update: Updater<ColumnSizingState>) => void] {
  const [widths, setWidths] = useState<ColumnSizingState>(() => ({ ...ofView, ...storedWidths(resource) }))
  const set = useCallback(
    (update: Updater<ColumnSizingState>) =>
      setWidths(old => {
        const next = typeof update === 'function' ? update(old) : update
        localStorage.setItem(keyFor(resource), JSON.stringify(next))
        return next
      }),
    [resource],
  )
  return [widths, set]
}
