import type { Definition, Field } from '../api/definition'
import { editable } from './values'

/** What creating needs beyond the fields the record keeps. */
const extra: Record<string, Field[]> = {
  'platform.tenants': [
    { name: 'admin_name', label: 'Administrator', kind: 'text', required: true, section: 'First administrator' },
    { name: 'admin_email', label: 'E-mail', kind: 'email', required: true, section: 'First administrator' },
    { name: 'apps', label: 'Apps', kind: 'tags', hint: 'For example crm', section: 'First administrator', default: ['crm'] },
  ],
}

export function createFields(definition: Definition): Field[] {
  const fields = editable(definition)
  const added = (extra[definition.key] ?? []).filter(field => !fields.some(known => known.name === field.name))
  return [...fields, ...added]
}
