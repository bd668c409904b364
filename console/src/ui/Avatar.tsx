import clsx from 'clsx'

const hues = [205, 155, 75, 25, 300, 255, 335, 110]

export function Avatar({ name, size = 20, square }: { name: string; size?: number; square?: boolean }) {
  const initials = name.split(/\s+/).filter(Boolean).map(part => part[0]).slice(0, size < 18 ? 1 : 2).join('').toUpperCase()
  const hue = hues[[...name].reduce((sum, char) => sum + char.charCodeAt(0), 0) % hues.length]
  return (
    <span
      aria-hidden
      data-initials={initials || '·'}
      // Drawn, not written: the initials are no part of any accessible name.
      className={clsx('inline-grid before:content-[attr(data-initials)] shrink-0 place-items-center font-semibold text-white', square ? 'rounded-md' : 'rounded-full')}
      style={{ width: size, height: size, fontSize: Math.max(8, size * 0.4), background: `oklch(0.5 0.085 ${hue})` }}
    />
  )
}
