import { type Target } from './upload'

/** Where a file is seen: by itself, or in a field of a row, for whoever may read that row. */
export type Place = { file: string; row?: Target & { id: string } }

export const contentOf = ({ file, row }: Place, show = false) => `${row ? `/api/v1/files/rows/${row.resource.replace('.', '/')}/${row.id}/${row.field}` : `/api/v1/files/files/${file}/content`}${show ? '?show=1' : ''}`

const images = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'])

/** What a browser shows without running anything; the server decides the same and answers anything else as a download. */
export const previewOf = (type: string): 'image' | 'pdf' | 'text' | undefined => (images.has(type) ? 'image' : type === 'application/pdf' ? 'pdf' : type === 'text/plain' ? 'text' : undefined)
