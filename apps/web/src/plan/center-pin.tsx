import type { ReactNode } from "react";

import type { End } from "./plan.ts";

/** The pin that stands still in the middle of the free map while the map moves below it. */
export function CenterPin({ end }: { readonly end: End }): ReactNode {
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute z-5 -translate-x-1/2 -translate-y-full"
      style={{
        left: "calc((100% + var(--map-inset-left, 0px)) / 2)",
        top: "calc((100% - var(--map-inset-bottom, 0px)) / 2)",
      }}
    >
      <svg width="44" height="58" viewBox="0 0 44 58">
        <ellipse cx="22" cy="55" rx="7" ry="2.5" fill="var(--atlas-ink)" opacity="0.25" />
        <path d="M22 36v18" stroke="var(--atlas-ink)" strokeWidth="3" strokeLinecap="round" />
        {end === "pickup" ? (
          <circle cx="22" cy="19" r="12.5" fill="var(--atlas-action)" stroke="var(--atlas-ink)" strokeWidth="8" />
        ) : (
          <>
            <rect x="5" y="2" width="34" height="34" rx="9" fill="var(--atlas-ink)" />
            <rect x="15" y="12" width="14" height="14" rx="3" fill="var(--atlas-action)" />
          </>
        )}
      </svg>
    </div>
  );
}
