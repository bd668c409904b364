import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { get, type One } from '@/platform/api/client'

type Policy = { min_length?: number; classes?: Partial<Record<'lower' | 'upper' | 'digit' | 'symbol', boolean>> }

export function PolicyHint() {
  const { t } = useTranslation()
  const policy = useQuery({ queryKey: ['password-policy'], staleTime: Infinity, queryFn: () => get<One<Policy>>('auth/password/policy') })
  const min = policy.data?.data.attributes.min_length
  const classes = policy.data?.data.attributes.classes ?? {}
  const words = [classes.lower && t('a small letter'), classes.upper && t('a capital letter'), classes.digit && t('a digit'), classes.symbol && t('a symbol')].filter(Boolean).join(', ')
  if (!min) return <>{t('Choose a long one.')}</>
  return <>{t('At least {{min}} characters.', { min })} {words && t('With {{what}}.', { what: words })}</>
}
