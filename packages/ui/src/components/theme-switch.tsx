"use client";
import { Monitor, Moon, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useTheme } from "../client/use-theme.ts";
import { THEMES } from "../preferences.ts";
import { ChoiceList } from "./choice-list.tsx";

const ICONS = { system: Monitor, light: Sun, dark: Moon };

/** System, light or dark; kept in a cookie, so that the next page arrives in it. */
export function ThemeSwitch(): ReactNode {
  const t = useTranslations("ui");
  const { theme, setTheme } = useTheme();
  return (
    <ChoiceList
      label={t("theme")}
      layout="row"
      value={theme}
      onChange={setTheme}
      choices={THEMES.map((value) => {
        const Icon = ICONS[value];
        return {
          value,
          label: t(`themes.${value}`),
          content: (
            <span className="flex items-center justify-center gap-2">
              <Icon size={18} aria-hidden="true" />
              {t(`themes.${value}`)}
            </span>
          ),
        };
      })}
    />
  );
}
