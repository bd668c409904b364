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

const describes = new Set(['meta.custom_fields', 'meta.views'])

export function createFields(definition: Definition, all: ReadonlyMap<string, Definition> | undefined): Field[] {
  const resources = [...(all?.values() ?? [])].map(other => ({ value: other.key, label: `${other.plural_label} (${other.key})` }))
  const fields = editable(definition).map(field => (describes.has(definition.key) && field.name === 'resource' && field.kind === 'text' ? { ...field, kind: 'enum' as const, options: resources } : field))
  const added = (extra[definition.key] ?? []).filter(field => !fields.some(known => known.name === field.name))
  return [...fields, ...added]
}
