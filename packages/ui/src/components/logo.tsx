import type { ReactNode } from "react";

/** The mark: an A drawn as a road that meets the horizon, with its centre line in marigold. */
export function LogoMark({ size = 32 }: { readonly size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="shrink-0">
      <path d="M13.2 4h5.6L29 28h-7.2l-2.1-5.4h-7.4L10.2 28H3L13.2 4Z" fill="currentColor" />
      <path
        d="M15.2 8.5h1.6l.5 3.6h-2.6l.5-3.6Zm-.8 6h3.2l.7 4.6h-4.6l.7-4.6Zm-1 7.4h5.2L19.5 28h-7l.9-6.1Z"
        fill="var(--atlas-action)"
      />
    </svg>
  );
}

/** Mark and name. `suffix` names the app (Driver, Admin). */
export function Logo({ suffix }: { readonly suffix?: string }): ReactNode {
  return (
    <span className="inline-flex items-center gap-2 text-xl font-extrabold tracking-tight">
      <LogoMark size={28} />
      Atlas
      {suffix ? <span className="font-semibold text-muted">{suffix}</span> : null}
    </span>
  );
}
