"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

const MAX_COUNT = 99;

/** How many wait, or that nobody knows, at the corner of a section on phones and at its end on a desktop. */
export function OpenCount({
  of,
  count,
}: {
  readonly of: "alerts" | "approvals";
  readonly count: number | null;
}): ReactNode {
  const t = useTranslations(of);
  if (count === 0) return null;
  return (
    <span
      role="status"
      aria-label={count === null ? t("openUnknown") : t("openCount", { count })}
      title={count === null ? t("openUnknown") : undefined}
      className="figures absolute right-2 top-1.5 min-w-5 rounded-full bg-stop px-1.5 text-center text-xs font-bold leading-5 text-raised md:static md:ml-auto"
    >
      {count === null ? "?" : count > MAX_COUNT ? `${MAX_COUNT}+` : count}
    </span>
  );
}
