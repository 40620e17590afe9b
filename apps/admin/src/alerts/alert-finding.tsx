"use client";
import type { RouterOutputs } from "@atlas/api/router";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

export type Alert = RouterOutputs["ops"]["alerts"]["items"][number];

/** What was found, in a sentence. */
export function AlertFinding({ finding }: Pick<Alert, "finding">): ReactNode {
  const t = useTranslations("alerts");
  switch (finding.kind) {
    case "spoofed-trip":
      return t("about.spoofed-trip", finding.details);
    case "self-ride":
      return t("about.self-ride", { shared: finding.details.shared.map((trait) => t(`traits.${trait}`)).join(", ") });
    case "fee-farming":
      return t(`about.fee-farming-${finding.details.by}`, finding.details);
    case "rating-bomb":
      return t(`about.rating-bomb-${finding.details.by}`, finding.details);
    case "driver-blocked":
      return t("about.driver-blocked");
    case "off-route":
    case "long-stop":
    case "overspeed":
    case "not-moving":
    case "wrong-direction":
    case "silent":
      return t(`about.${finding.kind}`, { limit: finding.details.limit });
  }
}
