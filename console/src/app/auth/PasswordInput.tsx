import { Eye, EyeOff } from 'lucide-react'
import { type InputHTMLAttributes, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '@/ui/Button'

export function PasswordInput(props: InputHTMLAttributes<HTMLInputElement>) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  return (
    <span className="relative block">
      <input className="control h-9 pr-9" type={shown ? 'text' : 'password'} {...props} />
      <IconButton label={shown ? t('Hide the password') : t('Show the password')} aria-pressed={shown} onClick={() => setShown(!shown)} className="absolute top-0.5 right-0.5">
        {shown ? <EyeOff size={15} aria-hidden /> : <Eye size={15} aria-hidden />}
      </IconButton>
    </span>
  )
}
