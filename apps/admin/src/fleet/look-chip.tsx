"use client";
import { Badge } from "@atlas/ui/badge";
import type { CarLook } from "@atlas/ui/map/car-image";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { StateChip } from "../shell/state-chip.tsx";

/** What a car on the map is doing. */
export function LookChip({ look }: { readonly look: CarLook }): ReactNode {
  const t = useTranslations("fleet");
  if (look !== "offered") return <StateChip status={look} />;
  return (
    <Badge tone="action">
      <span className="size-1.5 rounded-full bg-current" aria-hidden="true" />
      {t("offered")}
    </Badge>
  );
}
