"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

/** The PIN that the driver needs to start, large enough to be read out or shown. */
export function StartPin({ pin }: { readonly pin: string }): ReactNode {
  const t = useTranslations("trip");
  return (
    <div className="flex items-center justify-between gap-4 rounded-card bg-action px-4 py-3 text-on-action">
      <div>
        <p className="font-bold">{t("pinTitle")}</p>
        <p className="text-sm">{t("pinHint")}</p>
      </div>
      <p
        className="font-mono text-2xl font-extrabold tracking-[0.15em]"
        aria-label={t("pinIs", { pin: pin.split("").join(" ") })}
      >
        {pin}
      </p>
    </div>
  );
}
