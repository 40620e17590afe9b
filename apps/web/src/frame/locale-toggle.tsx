"use client";
import { useLocaleSetting } from "@atlas/ui/client/use-locale";
import { LOCALES } from "@atlas/ui/preferences";
import { classNames } from "@atlas/ui/class-names";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

/** The two languages as two letters each, for a corner. */
export function LocaleToggle(): ReactNode {
  const t = useTranslations("ui");
  const { locale, setLocale } = useLocaleSetting();
  return (
    <div role="group" aria-label={t("language")} className="flex rounded-full border border-line p-0.5">
      {LOCALES.map((value) => (
        <button
          key={value}
          type="button"
          lang={value}
          aria-pressed={value === locale}
          title={t(`locale.${value}`)}
          onClick={() => setLocale(value)}
          className={classNames(
            "min-h-12 min-w-12 rounded-full text-sm font-semibold uppercase",
            value === locale ? "bg-ink text-surface" : "text-muted hover:text-ink",
          )}
        >
          {value}
        </button>
      ))}
    </div>
  );
}
