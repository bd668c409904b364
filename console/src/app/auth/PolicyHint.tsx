import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { get, type One } from '@/platform/api/client'

export function PolicyHint() {
  const { t } = useTranslation()
  const policy = useQuery({ queryKey: ['password-policy'], staleTime: Infinity, queryFn: () => get<One<{ min_length?: number }>>('auth/password/policy') })
  const min = policy.data?.data.attributes.min_length
  return <>{min ? t('At least {{min}} characters.', { min }) : t('Choose a long one.')}</>
}
