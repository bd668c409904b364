import type { Item, One } from '../api/client'
import { ApiError, readError } from '../api/errors'

export type FileFacts = { name: string; media_type: string; size: number; state: 'uploading' | 'quarantined' | 'ready' | 'deleted'; scan_result?: string | null }

const cookie = (name: string) => document.cookie.split('; ').find(pair => pair.startsWith(`${name}=`))?.slice(name.length + 1)

export type Target = { resource: string; field: string }
export type Upload = { file: File; target?: Target; dataClass?: string; expiresAt?: string; signal: AbortSignal; onProgress: (share: number) => void }

/** For a field of a row whoever may write the row may bring the file; otherwise it takes the permission to upload. */
export const uploadPath = (target?: Target) => (target ? `/api/v1/files/rows/${target.resource.replace('.', '/')}/${target.field}` : '/api/v1/files/upload')

/** Sends the file as it is. XMLHttpRequest, since fetch does not tell how much has been sent. */
export function uploadFile({ file, target, dataClass, expiresAt, signal, onProgress }: Upload): Promise<Item<FileFacts>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const query = new URLSearchParams({ name: file.name, ...(dataClass && { data_class: dataClass }), ...(expiresAt && { expires_at: expiresAt }) })
    request.open('POST', `${uploadPath(target)}?${query.toString()}`)
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream')
    request.setRequestHeader('Accept', 'application/json')
    const token = cookie('ashlar_csrf')
    if (token) request.setRequestHeader('X-CSRF-Token', decodeURIComponent(token))
    request.upload.onprogress = event => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onload = () => {
      let body: unknown = null
      try {
        body = JSON.parse(request.responseText)
      } catch {
        // A proxy in between may answer something else; the status says enough.
      }
      if (request.status >= 200 && request.status < 300 && body) resolve((body as One<FileFacts>).data)
      else reject(readError(request.status, body, request.getResponseHeader('X-Request-Id') ?? undefined))
    }
    request.onerror = () => reject(new ApiError(0, 'upload_interrupted', 'The connection broke off before the whole file was there. Try again.'))
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}
