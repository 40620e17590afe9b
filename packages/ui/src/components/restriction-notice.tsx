"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { Instant } from "./figures.tsx";
import { Notice } from "./notice.tsx";

interface RestrictionNoticeProps {
  readonly reason: string;
  /** ISO-8601; null where somebody has to lift it. */
  readonly until: string | null;
}

/** Tells a suspended person what they may do, why, and until when. */
export function RestrictionNotice({ reason, until }: RestrictionNoticeProps): ReactNode {
  const t = useTranslations("ui.restriction");
  return (
    <Notice tone="stop">
      <strong className="block">{t("title")}</strong>
      {t("hint")} <span className="block">{t("reason", { reason })}</span>
      {until === null ? null : (
        <span className="block">
          {t("until")} <Instant at={until} format="full" />
        </span>
      )}
    </Notice>
  );
}
