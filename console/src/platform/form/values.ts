import { isMasked } from '../security/context'
import { type Definition, type Field, formKey, type Row } from '../api/definition'

const bare = (field: Field) => field.name.replace(/^custom\./, '')

/** What is masked is not offered for editing: it would have to be seen first. */
export const editable = (definition: Definition, row?: Row): Field[] => definition.fields.filter(field => !field.read_only && !field.hidden && !isMasked(row?.[field.name]))

export const fill = (fields: Field[], row?: Row): Record<string, unknown> =>
  Object.fromEntries(fields.map(field => [formKey(field), row ? ((field.custom ? row.custom?.[bare(field)] : row[field.name]) ?? null) : (field.default ?? (field.kind === 'boolean' ? false : field.kind === 'tags' ? [] : null))]))

/** Flat form values back to the shape of the wire: custom fields live in their own object. */
export function toBody(fields: Field[], values: Record<string, unknown>, only?: string[]): Row {
  const body: Row = {}
  const custom: Record<string, unknown> = {}
  for (const field of fields) {
    if (only && !only.includes(formKey(field))) continue
    const value = values[formKey(field)]
    if (!only && (value === null || value === undefined || value === '')) continue
    if (field.custom) custom[bare(field)] = value
    else body[field.name] = value
  }
  if (Object.keys(custom).length) body.custom = custom
  return body
}
