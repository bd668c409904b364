import { File, FileArchive, FileImage, FileText } from 'lucide-react'

const archives = new Set(['application/zip', 'application/gzip', 'application/x-7z-compressed'])

export function FileIcon({ type = '', size = 15 }: { type?: string; size?: number }) {
  const Shape = type.startsWith('image/') ? FileImage : type === 'application/pdf' || type.startsWith('text/') ? FileText : archives.has(type) ? FileArchive : File
  return <Shape size={size} aria-hidden className="shrink-0 text-ink-3" />
}
