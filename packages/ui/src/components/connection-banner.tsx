"use client";
import { LoaderCircle, WifiOff } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useConnectionState } from "../client/connection.ts";

/** A strip at the top while the device is offline or, after two seconds, while the socket comes back. */
export function ConnectionBanner(): ReactNode {
  const t = useTranslations("ui");
  const state = useConnectionState();
  const isLost = useIsLasting(state === "reconnecting", 2000);
  if (state !== "offline" && !isLost) return null;
  return (
    <div
      role="status"
      className="fixed inset-x-0 top-0 z-30 flex items-center justify-center gap-2 bg-ink px-4 py-2 text-sm font-semibold text-surface"
    >
      {state === "offline" ? (
        <WifiOff size={18} aria-hidden="true" />
      ) : (
        <LoaderCircle size={18} aria-hidden="true" className="animate-spin" />
      )}
      {state === "offline" ? t("offline") : t("reconnecting")}
    </div>
  );
}

function useIsLasting(isTrue: boolean, afterMs: number): boolean {
  const [isLasting, setIsLasting] = useState(false);
  useEffect(() => {
    if (!isTrue) return;
    const timer = setTimeout(() => setIsLasting(true), afterMs);
    return () => {
      clearTimeout(timer);
      setIsLasting(false);
    };
  }, [isTrue, afterMs]);
  return isLasting;
}
