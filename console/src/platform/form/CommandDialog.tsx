import { useQueryClient } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { newKey, post } from '../api/client'
import type { Command, Definition, Field, Row } from '../api/definition'
import { keyOf } from '../api/resources'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { LinkDialog, linkOf } from './LinkDialog'
import { RecordForm } from './RecordForm'
import { fill } from './values'

type Props = { definition: Definition; command: Command; id?: string; row?: Row; preset?: Record<string, unknown>; onClose: () => void; onDone?: () => void }

const isList = (answer: unknown): answer is { data: unknown[] } => Array.isArray((answer as { data?: unknown } | undefined)?.data)

const countOf = (answer: unknown) => (answer as { data?: { entries?: number } } | undefined)?.data?.entries ?? 0

/** The dialog of a command, made from its fields; links and lists the command answers with are shown. */
export default function CommandDialog({ definition, command, id, preset, onClose, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const form = useId()
  const fields: Field[] = command.fields ?? []
  const [state, setState] = useState({ dirty: false, busy: false })
  const [link, setLink] = useState<string>()
  const [found, setFound] = useState<unknown[]>()
  const [start] = useState(() => ({ ...fill(fields), ...preset }))
  const attempt = useRef({ body: '', key: newKey() })
  const run = async (values: Record<string, unknown>) => {
    const body = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== '' && !(Array.isArray(value) && !value.length)))
    const text = JSON.stringify(body)
    if (attempt.current.body !== text) attempt.current = { body: text, key: newKey() }
    const path = id ? `${definition.path}/${id}/${command.name}` : `${definition.path}/${command.name}`
    const answer = await post<unknown>(path, body, attempt.current.key)
    // A command may touch other records too (a lead becomes a contact and a deal), so every resource is read again.
    void client.invalidateQueries({ queryKey: keyOf('').slice(0, 1) })
    onDone?.()
    if (body.rehearse) return void toast.success(t('It would touch {{entries}} entries. Nothing was changed.', { entries: countOf(answer) }))
    const url = linkOf(answer)
    if (url) return setLink(url)
    if (!id && isList(answer)) return setFound(answer.data)
    toast.success(t('{{what}}: done', { what: command.label }))
    onClose()
  }
  if (link) return <LinkDialog title={command.label} link={link} onClose={onClose} />
  if (found)
    return (
      <Dialog open wide onOpenChange={onClose} title={command.label} footer={<Button look="primary" onClick={onClose}>{t('Done')}</Button>}>
        {found.length ? <pre className="overflow-auto rounded-md bg-sunken p-3 font-mono text-xs">{JSON.stringify(found, null, 2)}</pre> : <p className="text-ink-2">{t('Nothing found.')}</p>}
      </Dialog>
    )
  return (
    <Dialog
      open
      onOpenChange={open => !open && !state.busy && onClose()}
      title={command.label}
      description={command.confirm}
      footer={
        <>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look={command.danger ? 'danger' : 'primary'} type="submit" form={form} busy={state.busy}>{command.label}</Button>
        </>
      }
    >
      <RecordForm id={form} fields={fields} values={start} onSubmit={run} onState={setState} lead={!fields.length && !command.confirm && <p className="text-ink-2">{t('Run this now?')}</p>} />
    </Dialog>
  )
}
