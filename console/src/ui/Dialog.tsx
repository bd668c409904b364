import clsx from 'clsx'
import { X } from 'lucide-react'
import { Dialog as Base } from 'radix-ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './Button'

type Props = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  children: ReactNode
  footer?: ReactNode
  side?: boolean
  wide?: boolean
}

/** A centred dialog, or with `side` a sheet at the right edge; focus, Escape and labelling come from the primitive. */
export function Dialog({ open, onOpenChange, title, description, children, footer, side, wide }: Props) {
  const { t } = useTranslation()
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Overlay className="fixed inset-0 z-40 animate-fade bg-black/30 backdrop-blur-[1px] dark:bg-black/55" />
        <Base.Content
          aria-describedby={description ? undefined : ''}
          className={clsx(
            'fixed z-50 flex flex-col bg-raised shadow-lg outline-none',
            side
              ? ['inset-y-0 right-0 w-full animate-slide sm:inset-y-2 sm:right-2 sm:rounded-xl', wide ? 'sm:max-w-2xl' : 'sm:max-w-lg']
              : ['inset-x-3 top-[8vh] mx-auto max-h-[84vh] animate-in rounded-xl', wide ? 'max-w-3xl' : 'max-w-md'],
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-lg font-semibold tracking-tight">{title}</Base.Title>
              {description && <Base.Description className="mt-0.5 text-ink-2">{description}</Base.Description>}
            </div>
            <Base.Close asChild>
              <IconButton label={t('Close')} className="-mt-1 -mr-2">
                <X size={16} aria-hidden />
              </IconButton>
            </Base.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>
          {footer && <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>}
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  )
}
