"use client";
import { MonitorSmartphone } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { Badge } from "../components/badge.tsx";
import { Button } from "../components/button.tsx";
import { RelativeTime } from "../components/figures.tsx";
import type { OwnSession } from "./account-calls.ts";

interface DeviceRowProps {
  readonly session: OwnSession;
  readonly onEnd: () => void;
}

/** One device where somebody is signed in, of a list: what it is, when and from where it was last seen, and a button that ends it. */
export function DeviceRow({ session, onEnd }: DeviceRowProps): ReactNode {
  const t = useTranslations("ui.account");
  const { browser, system, address, lastSeenAt, isThisOne } = session;
  const name = [browser, system].filter((word) => word !== null).join(" · ") || t("unknownDevice");
  return (
    <li className="flex items-center gap-3">
      <MonitorSmartphone size={22} aria-hidden="true" className="shrink-0 text-muted" />
      <div className="min-w-0 grow">
        <p className="font-semibold">{name}</p>
        <p className="text-sm text-muted">
          <RelativeTime at={lastSeenAt} />
          {address === null ? null : <span className="break-all"> · {address}</span>}
        </p>
      </div>
      {isThisOne ? (
        <Badge tone="go">{t("thisDevice")}</Badge>
      ) : (
        <Button onClick={onEnd} aria-label={t("endDevice", { device: name })}>
          {t("end")}
        </Button>
      )}
    </li>
  );
}
