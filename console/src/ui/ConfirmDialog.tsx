import { AlertDialog } from 'radix-ui'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './Button'
import { answerQuestions, type Question } from './confirm'

/** Asks one thing, above whatever is open; Escape and Cancel mean no. */
export function ConfirmDialog() {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<Question & { answer: (yes: boolean) => void }>()
  useEffect(() => answerQuestions(question => new Promise(resolve => setAsked({ ...question, answer: resolve }))), [])
  const close = (yes: boolean) => {
    asked?.answer(yes)
    setAsked(undefined)
  }
  return (
    <AlertDialog.Root open={!!asked} onOpenChange={open => !open && close(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-50 animate-fade bg-black/30 backdrop-blur-[1px] dark:bg-black/55" />
        <AlertDialog.Content aria-describedby="" className="fixed inset-x-3 top-[18vh] z-60 mx-auto max-h-[70vh] max-w-md animate-in overflow-y-auto rounded-xl bg-raised shadow-lg outline-none">
          <AlertDialog.Title className="px-5 pt-5 pb-4 leading-snug font-medium break-words">{asked?.question}</AlertDialog.Title>
          <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">
            <AlertDialog.Cancel asChild><Button>{t('Cancel')}</Button></AlertDialog.Cancel>
            <Button look={asked?.look ?? 'danger'} onClick={() => close(true)}>{asked?.action}</Button>
          </footer>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
