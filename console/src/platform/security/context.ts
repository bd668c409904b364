import { queryOptions, useQuery } from '@tanstack/react-query'
import { get, type One } from '../api/client'
import type { Definition, Field } from '../api/definition'

export type UiContext = {
  traits: string[]
  compliance_mode: 'hipaa' | 'standard'
  phi: { authorized: boolean; break_glass: boolean; mask: boolean; reason_required: boolean }
  warnings: string[]
  clipboard: 'allow' | 'warn'
  print: 'allow' | 'warn'
  idle_timeout_seconds: number
}

export const contextQuery = queryOptions({
  queryKey: ['ui-context'],
  staleTime: 60_000,
  queryFn: async ({ signal }) => (await get<One<UiContext>>('ui/context', undefined, signal)).data.attributes,
})

export const useUiContext = () => useQuery(contextQuery).data

/** What the server puts in the place of health information that nobody has asked to see. */
export const mask = '••••••••'
export const isMasked = (value: unknown) => value === mask
export const isSealed = (field: Field) => !!field.classification
export const holdsPhi = (definition: Definition) => definition.fields.some(field => field.classification === 'phi')
