import { type FormEvent, useState } from 'react'
import { type ErrorDetail, isApiError } from '@/platform/api/errors'

/** State of the small public forms: one request at a time, errors by field name or as one sentence. */
export function useSubmit(action: (values: Record<string, string>) => Promise<void>) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string>()
  const [details, setDetails] = useState<ErrorDetail[]>([])
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (busy) return
    const values = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>
    setBusy(true)
    setError(undefined)
    setDetails([])
    try {
      await action(values)
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure))
      setDetails(isApiError(failure) ? failure.details : [])
    } finally {
      setBusy(false)
    }
  }
  return { busy, error, setError, submit, fieldError: (name: string) => details.find(detail => detail.field === name)?.message }
}
