import { LoaderCircle, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

export function UploadStep({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input ref={input} type="file" className="sr-only" tabIndex={-1} aria-hidden accept=".csv,.tsv,.txt,.json,.xlsx" onChange={event => event.target.files?.[0] && onFile(event.target.files[0])} />
      <button
        type="button"
        disabled={busy}
        onClick={() => input.current?.click()}
        onDragOver={event => { event.preventDefault(); setOver(true) }}
        onDragLeave={() => setOver(false)}
        onDrop={event => { event.preventDefault(); setOver(false); if (event.dataTransfer.files[0]) onFile(event.dataTransfer.files[0]) }}
        className={`flex w-full flex-col items-center rounded-xl border border-dashed px-6 py-14 transition-colors ${over ? 'border-accent bg-accent-soft' : 'border-line-strong bg-sunken hover:border-field'}`}
      >
        {busy ? <LoaderCircle size={22} aria-hidden className="mb-3 animate-spin text-ink-3" /> : <Upload size={22} aria-hidden className="mb-3 text-ink-3" />}
        <span className="text-base font-semibold">{busy ? t('Reading the file …') : t('Choose a file or drop it here')}</span>
        <span className="mt-1 text-ink-2">{t('CSV, Excel or JSON. The first row names the columns.')}</span>
      </button>
    </>
  )
}
