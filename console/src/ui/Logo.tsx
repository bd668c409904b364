export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" fill="oklch(0.45 0.085 205)" />
      <g fill="#fff">
        <rect x="7" y="8" width="11" height="4.6" rx="1" />
        <rect x="20" y="8" width="5" height="4.6" rx="1" />
        <rect x="7" y="13.9" width="5" height="4.6" rx="1" opacity=".75" />
        <rect x="14" y="13.9" width="11" height="4.6" rx="1" opacity=".75" />
        <rect x="7" y="19.8" width="11" height="4.6" rx="1" opacity=".5" />
        <rect x="20" y="19.8" width="5" height="4.6" rx="1" opacity=".5" />
      </g>
    </svg>
  )
}
