// Five bars of sound.
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden>
      <rect width="32" height="32" rx="9" className="fill-accent" />
      <g className="fill-on-accent">
        <rect x="6" y="13" width="3" height="6" rx="1.5" />
        <rect x="10.25" y="9" width="3" height="14" rx="1.5" />
        <rect x="14.5" y="6" width="3" height="20" rx="1.5" />
        <rect x="18.75" y="11" width="3" height="10" rx="1.5" />
        <rect x="23" y="13" width="3" height="6" rx="1.5" />
      </g>
    </svg>
  );
}
