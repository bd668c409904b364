const attempts = 3

/** Only reads are repeated on their own, and only when the server was away: never after an answer about the request itself. */
export function shouldRetry(method: string, status: number, attempt: number): boolean {
  return method === 'GET' && (status === 0 || status === 503) && attempt < attempts
}

export const retryDelay = (attempt: number, retryAfter?: string | null): number => {
  const seconds = Number(retryAfter)
  return retryAfter && Number.isFinite(seconds) ? Math.min(seconds * 1000, 5000) : 300 * 2 ** (attempt - 1)
}
