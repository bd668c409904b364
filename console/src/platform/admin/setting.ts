import type { Field, Kind, Option } from '../api/definition'
import { humanize } from '../format'

export type Setting = { key: string; label: string; hint?: string | null; kind: Kind; module: string; options?: Option[] | string[] | null; value: unknown; source: string; owner?: 'organisation' | 'operator' | 'installation'; scopes?: string[]; secret?: boolean }

export const fieldOf = (setting: Setting): Field => ({
  name: setting.key, label: setting.label, kind: setting.kind, required: false,
  options: setting.options?.map(option => (typeof option === 'string' ? { value: option, label: humanize(option) } : option)),
})
