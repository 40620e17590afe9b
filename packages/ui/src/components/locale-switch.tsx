"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useLocaleSetting } from "../client/use-locale.ts";
import { LOCALES } from "../preferences.ts";
import { ChoiceList } from "./choice-list.tsx";

/** English or Bahasa Indonesia; takes effect without a reload and is kept in a cookie. */
export function LocaleSwitch(): ReactNode {
  const t = useTranslations("ui");
  const { locale, setLocale } = useLocaleSetting();
  return (
    <ChoiceList
      label={t("language")}
      layout="row"
      value={locale}
      onChange={setLocale}
      choices={LOCALES.map((value) => ({ value, label: t(`locale.${value}`) }))}
    />
  );
}
