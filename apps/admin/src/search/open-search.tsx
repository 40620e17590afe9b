"use client";
import { classNames } from "@atlas/ui/class-names";
import { IconButton, type IconButtonProps } from "@atlas/ui/icon-button";
import { Search } from "lucide-react";
import { useSyncExternalStore, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useOpenSearch } from "./palette-context.ts";

/** The box in the rail that opens the search, with its keys. */
export function OpenSearchBox(): ReactNode {
  const t = useTranslations("search");
  const open = useOpenSearch();
  const keys = useSyncExternalStore(nothingChanges, keysHere, () => "Ctrl K");
  return (
    <button
      type="button"
      onClick={open}
      aria-keyshortcuts="Meta+K Control+K"
      className="mx-3 mb-3 hidden min-h-10 items-center gap-2.5 rounded-control border border-control bg-surface px-3 text-left text-sm text-muted transition-colors duration-160 hover:bg-sunken md:flex"
    >
      <Search size={16} aria-hidden="true" />
      <span className="grow">{t("open")}</span>
      <kbd className="font-mono text-xs" aria-hidden="true">
        {keys}
      </kbd>
    </button>
  );
}

/** The same as a round button for phones. */
export function OpenSearchButton(props: Pick<IconButtonProps, "className" | "look">): ReactNode {
  const t = useTranslations("search");
  const open = useOpenSearch();
  return (
    <IconButton {...props} label={t("open")} onClick={open} className={classNames("md:hidden", props.className)}>
      <Search size={20} aria-hidden="true" />
    </IconButton>
  );
}

const nothingChanges = () => () => {};

function keysHere(): string {
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘K" : "Ctrl K";
}
