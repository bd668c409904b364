import { actionWords } from '../audit/words'

export type Kind =
  | 'text' | 'long_text' | 'integer' | 'decimal' | 'money' | 'boolean' | 'date' | 'timestamp'
  | 'enum' | 'email' | 'phone' | 'url' | 'json' | 'file' | 'relation' | 'tags'

export type Option = { value: string; label: string; color?: string }

export type Field = {
  name: string
  label: string
  kind: Kind
  hint?: string | null
  required?: boolean
  read_only?: boolean
  searchable?: boolean
  sortable?: boolean
  filterable?: boolean
  unique?: boolean
  max_length?: number | null
  min?: number | string | null
  max?: number | string | null
  scale?: number | null
  /** Counts bytes; people read KB and MB. */
  bytes?: boolean
  options?: Option[] | null
  relation?: { resource: string; include?: string; on_delete?: string } | null
  default?: unknown
  section?: string | null
  custom?: boolean
  hidden?: boolean
  multiline?: boolean
  multiple?: boolean
  operators?: string[] | null
  /** Stored encrypted: identifies a person, or is about somebody's health. */
  classification?: 'pii' | 'phi' | 'secret'
}

export type Command = {
  name: string
  label: string
  scope: 'one' | 'collection'
  permission: string
  allowed: boolean
  danger?: boolean
  confirm?: string | null
  fields?: Field[] | null
}

export type Board = {
  group_by: string
  relation_scope?: string | null
  card: string[]
  sum?: string | null
  move?: { command: string; field: string } | null
}

export type Definition = {
  key: string
  type: string
  module: string
  name: string
  plural: string
  label: string
  plural_label: string
  icon?: string | null
  path: string
  title_field: string
  can: Partial<Record<'read' | 'create' | 'update' | 'delete' | 'restore' | 'import' | 'export' | 'bulk', boolean>>
  soft_delete?: boolean
  revisions?: boolean
  fields: Field[]
  columns?: string[]
  filters?: string[]
  sort?: string | null
  commands?: Command[]
  board?: Board | null
  timeline?: boolean
  page?: string | null
}

export type Row = Record<string, unknown> & { version?: number; deleted_at?: string | null; custom?: Record<string, unknown> }
export type Money = { amount: string; currency: string }

/** The address of a field in filters, sorts and columns: custom fields live below `custom.`. */
export const pathOf = (field: Field) => (field.custom && !field.name.startsWith('custom.') ? `custom.${field.name}` : field.name)

/** The name of a field in a form: never with a dot, which form libraries read as a path. */
export const formKey = (field: Field) => pathOf(field).replace('custom.', 'custom:')

export const fieldAt = (definition: Definition, path: string) => definition.fields.find(field => pathOf(field) === path || field.name === path)

export const valueAt = (row: Row, path: string): unknown => (path.startsWith('custom.') ? row.custom?.[path.slice(7)] : row[path])

export const titleOf = (definition: Definition, row: Row, id: string): string => {
  const title = valueAt(row, definition.title_field)
  if (definition.key === 'audit.entries' && typeof title === 'string') return actionWords(title)
  if (typeof title === 'string' && title) return title
  return definition.title_field === 'id' || !title ? `${definition.label} ${id.slice(-6)}` : String(title)
}

export const includesOf = (definition: Definition, paths: string[]) =>
  [...new Set(paths.map(path => fieldAt(definition, path)?.relation?.include).filter(Boolean))].join(',')

export const isMoneyField = (field: Field | undefined) => field?.kind === 'money'
