/** The seal: two strokes of a canal meeting in a square. Decoration beside the name, so hidden from readers. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="6" fill="var(--th-seal)" />
      <path
        d="M9 5.5v6.2c0 4.6 7 4.2 7 8.8v6M23 5.5v6.2c0 4.6-7 4.2-7 8.8"
        fill="none" stroke="var(--th-on-seal)" strokeWidth="3.2" strokeLinecap="round"
      />
    </svg>
  )
}
