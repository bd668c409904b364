import { z } from 'zod'
import { type Field, formKey } from '../api/definition'

// The content security policy forbids the code generation zod would otherwise try.
z.config({ jitless: true })

export type FieldMessages = { required: string; email: string; url: string; number: string; low: (min: unknown) => string; high: (max: unknown) => string; long: (max: number) => string; currency: string }

const decimal = /^-?\d+(\.\d+)?$/
const blank = (value: unknown) => value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length)

function problem(field: Field, value: unknown, say: FieldMessages): string | undefined {
  if (blank(value)) return field.required && field.kind !== 'boolean' ? say.required : undefined
  const text = typeof value === 'string' ? value : ''
  switch (field.kind) {
    case 'email':
      return z.email().safeParse(text).success ? undefined : say.email
    case 'url':
      return z.url().safeParse(text).success ? undefined : say.url
    case 'money': {
      const money = value as { amount?: string; currency?: string }
      if (!decimal.test(money.amount ?? '')) return say.number
      return /^[A-Z]{3}$/.test(money.currency ?? '') ? range(field, Number(money.amount), say) : say.currency
    }
    case 'decimal':
      return decimal.test(String(value)) ? range(field, Number(value), say) : say.number
    case 'integer':
      return Number.isInteger(value) ? range(field, Number(value), say) : say.number
    default:
      return field.max_length && text.length > field.max_length ? say.long(field.max_length) : undefined
  }
}

function range(field: Field, value: number, say: FieldMessages): string | undefined {
  if (!blank(field.min) && value < Number(field.min)) return say.low(field.min)
  return !blank(field.max) && value > Number(field.max) ? say.high(field.max) : undefined
}

/** The rules the definition states, checked before sending; the server checks them again and knows more. */
export const schemaOf = (fields: Field[], say: FieldMessages) =>
  z.object(
    Object.fromEntries(
      fields.map(field => [
        formKey(field),
        z.unknown().superRefine((value, context) => {
          const message = problem(field, value, say)
          if (message) context.addIssue({ code: 'custom', message })
        }),
      ]),
    ),
  )
