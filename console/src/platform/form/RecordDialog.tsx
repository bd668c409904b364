import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { toast } from 'sonner'
import { type Item, newKey, type One, post } from '../api/client'
import { type Definition, type Field, type Row, titleOf } from '../api/definition'
import { keyOf, recordQuery, useDefinitions } from '../api/resources'
import { FormFilesContext } from '../files/context'
import { recordPath, useTenantCode } from '../nav'
import { savePatch } from '../record/useSave'
import { Button } from '@/ui/Button'
import { Dialog } from '@/ui/Dialog'
import { Kbd } from '@/ui/Kbd'
import { ErrorState, Skeleton } from '@/ui/States'
import { confirmed } from '@/ui/confirm'
import { LinkDialog, linkOf } from './LinkDialog'
import { createFields } from './overrides'
import { RecordForm } from './RecordForm'
import { editable, fill, toBody } from './values'

type Props = { definition: Definition; id?: string; preset?: Row; onClose: () => void }

export default function RecordDialog({ definition, id, preset, onClose }: Props) {
  const record = useQuery({ ...recordQuery(definition, id ?? ''), enabled: !!id })
  const all = useDefinitions()
  const fields = id ? editable(definition, record.data?.item.attributes) : createFields(definition, all)
  if (id && !record.data)
    return (
      <Dialog open side onOpenChange={onClose} title={definition.label}>
        {record.isError ? <ErrorState error={record.error} /> : <Skeleton rows={6} />}
      </Dialog>
    )
  return <Sheet definition={definition} fields={fields} id={id} included={record.data?.included} row={record.data?.item.attributes} version={record.data?.version} preset={preset} onClose={onClose} />
}

type SheetProps = Props & { fields: Field[]; included?: Item[]; row?: Row; version?: number }

function Sheet({ definition, fields, id, included, row, version, preset, onClose }: SheetProps) {
  const { t } = useTranslation()
  const form = useId()
  const client = useQueryClient()
  const navigate = useNavigate()
  const tenant = useTenantCode()
  const [state, setState] = useState({ dirty: false, busy: false })
  const [start] = useState(() => ({ row, version, values: { ...fill(fields, row), ...(row ? {} : preset) } }))
  const created = useRef<unknown>(undefined)
  const [link, setLink] = useState<string>()
  const key = useRef({ body: '', key: newKey() })
  const files = useMemo(() => ({ resource: definition.key, id, included: new Map(included?.map(item => [item.id, item])) }), [definition.key, id, included])
  const close = () => {
    if (!state.dirty || state.busy) onClose()
    else void confirmed(t('Leave without saving?'), t('Leave'), onClose)
  }
  const save = async (values: Record<string, unknown>, dirty: string[]) => {
    if (id && start.row) {
      const saved = dirty.length ? await savePatch(definition, id, start.row, toBody(fields, values, dirty), start.version) : null
      if (saved) toast.success(t('Saved'))
    } else {
      const body = toBody(fields, values)
      const text = JSON.stringify(body)
      // The same attempt keeps its key, so a repeated save after a lost answer creates nothing twice.
      if (key.current.body !== text) key.current = { body: text, key: newKey() }
      const answer = await post<One<Row>>(definition.path, body, key.current.key)
      created.current = answer
      const { data } = answer
      toast.success(t('{{what}} created', { what: titleOf(definition, data.attributes, data.id) }), { action: { label: t('Open'), onClick: () => void navigate({ href: recordPath(tenant, definition.key, data.id) }) } })
    }
    void client.invalidateQueries({ queryKey: keyOf(definition.key) })
    const open = id ? undefined : linkOf(created.current)
    if (open) setLink(open)
    else onClose()
  }
  if (link) return <LinkDialog title={t('Invitation')} link={link} onClose={onClose} />
  return (
    <Dialog
      open
      side
      wide
      onOpenChange={open => !open && close()}
      title={id && row ? titleOf(definition, row, id) : t('New {{what}}', { what: definition.label })}
      footer={
        <>
          <span className="mr-auto"><Kbd keys="mod Enter" /></span>
          <Button onClick={close}>{t('Cancel')}</Button>
          <Button look="primary" type="submit" form={form} busy={state.busy}>{id ? t('Save') : t('Create')}</Button>
        </>
      }
    >
      <FormFilesContext value={files}>
        <RecordForm id={form} fields={fields} values={start.values} onSubmit={save} onState={setState} />
      </FormFilesContext>
    </Dialog>
  )
}
