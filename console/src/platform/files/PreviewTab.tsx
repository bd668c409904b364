import type { Row } from '../api/definition'
import { Shown } from './FilePreview'
import type { FileFacts } from './upload'

export default function PreviewTab({ id, row }: { id: string; row: Row }) {
  return <div className="max-w-4xl"><Shown place={{ file: id }} facts={row as Row & FileFacts} /></div>
}
