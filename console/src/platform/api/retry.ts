const attempts = 3

/** Waiting longer than this looks like a page that hangs; then people are told. */
const patience = 12

/** Only reads are repeated on their own, when the server was away or asked to wait a little: never after an answer about the request itself. */
export function shouldRetry(method: string, status: number, attempt: number, retryAfter?: string | null): boolean {
  if (method !== 'GET' || attempt >= attempts) return false
  if (status === 429) return Number(retryAfter) > 0 && Number(retryAfter) <= patience
  return status === 0 || status === 503
}

export const retryDelay = (attempt: number, retryAfter?: string | null): number => {
  const seconds = Number(retryAfter)
  return retryAfter && Number.isFinite(seconds) ? Math.min(seconds * 1000, patience * 1000) : 300 * 2 ** (attempt - 1)
}
