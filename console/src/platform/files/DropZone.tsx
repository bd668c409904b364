import clsx from 'clsx'
import { Upload } from 'lucide-react'
import { type ComponentProps, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

type Props = Omit<ComponentProps<'button'>, 'onDrop'> & { onFile: (file: File) => void; roomy?: boolean }

/** Choose a file or drop one: a button for keyboards and screen readers, an area for those who drag. */
export function DropZone({ onFile, roomy, className, ...rest }: Props) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        className="sr-only"
        tabIndex={-1}
        aria-hidden
        onChange={event => {
          const file = event.target.files?.[0]
          // The same file may be chosen again after it was refused.
          event.target.value = ''
          if (file) onFile(file)
        }}
      />
      <button
        type="button"
        onClick={() => input.current?.click()}
        onDragOver={event => { event.preventDefault(); setOver(true) }}
        onDragLeave={() => setOver(false)}
        onDrop={event => { event.preventDefault(); setOver(false); if (event.dataTransfer.files[0]) onFile(event.dataTransfer.files[0]) }}
        className={clsx('flex w-full items-center justify-center gap-2 rounded-md border border-dashed text-ink-2 transition-colors aria-invalid:border-danger', roomy ? 'flex-col rounded-xl px-6 py-10' : 'min-h-16 px-3 py-3', over ? 'border-accent bg-accent-soft text-ink' : 'border-line-strong bg-sunken hover:border-field hover:text-ink', className)}
        {...rest}
      >
        <Upload size={roomy ? 22 : 16} aria-hidden className="shrink-0 text-ink-3" />
        {/* A finger cannot drop. */}
        <span className="pointer-coarse:hidden">{t('Choose a file or drop it here')}</span>
        <span className="hidden pointer-coarse:inline">{t('Choose a file')}</span>
      </button>
    </>
  )
}
