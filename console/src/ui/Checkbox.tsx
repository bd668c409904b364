import { type InputHTMLAttributes, useEffect, useRef } from 'react'

export function Checkbox({ indeterminate = false, ...rest }: InputHTMLAttributes<HTMLInputElement> & { indeterminate?: boolean }) {
  const ref = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = indeterminate
  }, [indeterminate])
  return <input ref={ref} type="checkbox" className="checkbox" {...rest} />
}
