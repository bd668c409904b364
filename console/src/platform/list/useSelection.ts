import { useCallback, useMemo, useState } from 'react'

export type Selection = {
  ids: ReadonlySet<string>
  all: boolean
  toggle: (id: string) => void
  range: (ids: string[], to: string) => void
  setMany: (ids: string[], on: boolean) => void
  selectAll: () => void
  clear: () => void
}

export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const [all, setAll] = useState(false)
  const [anchor, setAnchor] = useState<string>()
  const toggle = useCallback((id: string) => {
    setAll(false)
    setAnchor(id)
    setIds(old => {
      const next = new Set(old)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }, [])
  const range = useCallback(
    (list: string[], to: string) => {
      const from = list.indexOf(anchor ?? to)
      const end = list.indexOf(to)
      setAll(false)
      setIds(old => new Set([...old, ...list.slice(Math.min(from, end), Math.max(from, end) + 1)]))
    },
    [anchor],
  )
  const setMany = useCallback((list: string[], on: boolean) => {
    setAll(false)
    setIds(on ? new Set(list) : new Set())
  }, [])
  const selectAll = useCallback(() => setAll(true), [])
  const clear = useCallback(() => {
    setAll(false)
    setIds(new Set())
  }, [])
  return useMemo(() => ({ ids, all, toggle, range, setMany, selectAll, clear }), [ids, all, toggle, range, setMany, selectAll, clear])
}
