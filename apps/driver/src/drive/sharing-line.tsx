"use client";
import { classNames } from "@atlas/ui/class-names";
import { useLocale } from "@atlas/ui/client/use-locale";
import { formatDistance } from "@atlas/ui/format";
import { useDeviceNow } from "@atlas/ui/use-now";
import { isErrorCode } from "@atlas/core/errors";
import { CircleAlert, LoaderCircle, LocateOff, Radio, Smartphone, WifiOff, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { describeSharing, type SharingStatus } from "../location/sharing-status.ts";
import { useDrive } from "./drive-context.ts";

type Tone = "go" | "warn" | "stop";

const LOOKS: Record<SharingStatus["kind"], { readonly tone: Tone; readonly Icon: LucideIcon }> = {
  elsewhere: { tone: "warn", Icon: Smartphone },
  unsupported: { tone: "stop", Icon: LocateOff },
  denied: { tone: "stop", Icon: LocateOff },
  searching: { tone: "warn", Icon: LoaderCircle },
  lost: { tone: "stop", Icon: LocateOff },
  imprecise: { tone: "warn", Icon: CircleAlert },
  connecting: { tone: "warn", Icon: LoaderCircle },
  buffering: { tone: "warn", Icon: WifiOff },
  refused: { tone: "stop", Icon: CircleAlert },
  sent: { tone: "go", Icon: Radio },
  late: { tone: "warn", Icon: CircleAlert },
};

const COLOURS: Record<Tone, string> = { go: "text-go", warn: "text-warn", stop: "text-stop" };

/** Whether Atlas knows where the driver is; the truth of this second. */
export function useSharingStatus(): SharingStatus {
  const { sharing } = useDrive();
  const now = useDeviceNow(1_000);
  return describeSharing({ ...sharing, isElsewhere: sharing.phone.isElsewhere, nowMs: now.getTime() });
}

/** The status as one line: an icon, a sentence, and a colour that never stands alone. */
export function SharingLine({ status }: { readonly status: SharingStatus }): ReactNode {
  const sentence = useSharingSentence();
  const { tone, Icon } = LOOKS[status.kind];
  return (
    <p className={classNames("flex items-start gap-2 text-sm font-semibold", COLOURS[tone])}>
      <Icon size={18} aria-hidden="true" className="mt-px shrink-0" />
      <span className="figures">{sentence(status)}</span>
    </p>
  );
}

function useSharingSentence(): (status: SharingStatus) => string {
  const t = useTranslations("sharing");
  const errors = useTranslations("ui.errors");
  const locale = useLocale();
  return (status) => {
    switch (status.kind) {
      case "imprecise":
        return t("imprecise", { distance: formatDistance(status.accuracyM, locale) });
      case "buffering":
        return t("buffering", { count: status.count });
      case "refused":
        return t("refused", { reason: errors(isErrorCode(status.code) ? status.code : "INTERNAL") });
      case "sent":
      case "late":
        return t(status.kind, { seconds: status.agoS });
      default:
        return t(status.kind);
    }
  };
}
