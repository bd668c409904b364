import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { keyOf } from '../api/resources'

type Change = { resource?: string; id?: string }

/** Changes arrive in bursts (imports, bulk edits): each resource is refreshed at most once per beat. */
export function useLive(tenant: string) {
  const client = useQueryClient()
  useEffect(() => {
    const source = new EventSource('/api/v1/events/stream')
    const pending = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const flush = () => {
      timer = undefined
      for (const resource of pending) void client.invalidateQueries({ queryKey: keyOf(resource) })
      pending.clear()
    }
    source.addEventListener('change', event => {
      try {
        const change = JSON.parse((event as MessageEvent<string>).data) as Change
        if (change.resource) pending.add(change.resource)
      } catch {
        return
      }
      timer ??= setTimeout(flush, 400)
    })
    return () => {
      clearTimeout(timer)
      source.close()
    }
  }, [client, tenant])
}
