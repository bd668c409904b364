import { useCallback, useEffect, useRef, useState } from 'react'
import type { Item } from '../api/client'
import { type FileFacts, type Upload, uploadFile } from './upload'

export type Sending = { name: string; size: number; share: number }

/** One upload at a time: how far it is, why it was refused, and a way to cancel it. It ends with the screen that began it. */
export function useUpload(done: (file: Item<FileFacts>) => void) {
  const [sending, setSending] = useState<Sending>()
  const [refused, setRefused] = useState<string>()
  const control = useRef<AbortController>(undefined)
  useEffect(() => () => control.current?.abort(), [])
  const cancel = useCallback(() => control.current?.abort(), [])
  const send = async (how: Omit<Upload, 'signal' | 'onProgress'>) => {
    control.current?.abort()
    const mine = (control.current = new AbortController())
    const { name, size } = how.file
    setRefused(undefined)
    setSending({ name, size, share: 0 })
    try {
      const file = await uploadFile({ ...how, signal: mine.signal, onProgress: share => setSending({ name, size, share }) })
      if (!mine.signal.aborted) done(file)
    } catch (error) {
      if (!mine.signal.aborted) setRefused((error as Error).message)
    } finally {
      if (control.current === mine) setSending(undefined)
    }
  }
  return { sending, refused, setRefused, send, cancel }
}
