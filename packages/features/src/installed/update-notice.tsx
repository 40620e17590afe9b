"use client";
import { Button } from "@atlas/ui/button";
import { RefreshCw } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { BUILD } from "./build.ts";

const CHECK_EVERY_MS = 15 * 60_000;

interface UpdateNoticeProps {
  /** Of this page; undefined in development, where pages renew themselves. */
  readonly build?: string | undefined;
  readonly reload?: () => void;
}

/** Says that the server has another build than this page, which goes on until its user loads the new one. */
export function UpdateNotice({ build = BUILD, reload = () => location.reload() }: UpdateNoticeProps): ReactNode {
  const t = useTranslations("ui.update");
  const [served, setServed] = useState<string | null>(null);
  const [dismissed, setDismissed] = useState<string | null>(null);
  useEffect(() => (build === undefined ? undefined : watchServer(setServed)), [build]);
  if (served === null || served === build || served === dismissed) return null;
  return (
    <div
      role="status"
      className="fixed inset-x-3 top-3 z-40 mx-auto flex max-w-md flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-card border border-line bg-raised py-2 pl-4 pr-2 shadow-float"
    >
      <span className="flex items-center gap-2 font-semibold">
        <RefreshCw size={20} aria-hidden="true" className="shrink-0" />
        {t("title")}
      </span>
      <span className="ml-auto flex gap-2">
        <Button variant="quiet" onClick={() => setDismissed(served)}>
          {t("later")}
        </Button>
        <Button variant="primary" onClick={reload}>
          {t("action")}
        </Button>
      </span>
    </div>
  );
}

/** Asks when the page comes into sight, when there is a network again, and now and then, until the returned function is called. */
function watchServer(onBuild: (build: string) => void): () => void {
  const stopped = new AbortController();
  const { signal } = stopped;
  const ask = (): void => {
    if (document.visibilityState === "visible") readBuild(signal).then(onBuild, () => undefined);
  };
  document.addEventListener("visibilitychange", ask, { signal });
  addEventListener("online", ask, { signal });
  const timer = setInterval(ask, CHECK_EVERY_MS);
  return () => {
    stopped.abort();
    clearInterval(timer);
  };
}

/** @throws while there is no network, or what is there is no server of this app */
async function readBuild(signal: AbortSignal): Promise<string> {
  const response = await fetch("/build", { cache: "no-store", signal });
  const said: unknown = await response.json();
  const build: unknown = typeof said === "object" && said !== null ? Reflect.get(said, "build") : undefined;
  if (!response.ok || typeof build !== "string") throw new Error("no build");
  return build;
}
