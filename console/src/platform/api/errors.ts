export type ErrorDetail = { field: string; message: string; code?: string }

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: ErrorDetail[] = [],
    readonly requestId?: string,
    readonly current?: Record<string, unknown>,
    readonly upgradeUrl?: string,
  ) {
    super(message)
    this.name = 'ApiError'
  }

  get permission(): string | undefined {
    return this.details.find(detail => detail.field === 'permission')?.message
  }
}

export const isApiError = (error: unknown): error is ApiError => error instanceof ApiError

type ErrorBody = { error?: Record<string, unknown> }

export function readError(status: number, body: unknown, requestId?: string): ApiError {
  const raw = (body as ErrorBody | null)?.error ?? {}
  const details = Array.isArray(raw.details) ? (raw.details as ErrorDetail[]) : []
  return new ApiError(
    status,
    typeof raw.code === 'string' ? raw.code : status === 0 ? 'network' : `http_${status}`,
    typeof raw.message === 'string' ? raw.message : status === 0 ? 'The server cannot be reached.' : `The server answered with status ${status}.`,
    details,
    typeof raw.request_id === 'string' ? raw.request_id : requestId,
    raw.current as Record<string, unknown> | undefined,
    typeof raw.upgrade_url === 'string' ? raw.upgrade_url : undefined,
  )
}
