"use client";
import { Button } from "@atlas/ui/button";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { Shortcuts } from "./shortcuts.tsx";

interface ListBarProps {
  /** Search and filters. */
  readonly children: ReactNode;
  /** Whether one of them is set. */
  readonly isFiltered: boolean;
  readonly onClear: () => void;
  /** What is done with the list as it is: columns, views, the file. */
  readonly tools?: ReactNode;
}

/** What stands above a list: what it is filtered by at the left, what can be done with it at the right. */
export function ListBar({ children, isFiltered, onClear, tools }: ListBarProps): ReactNode {
  const t = useTranslations("table");
  return (
    // What is there for assistive technology only is placed in it: it would widen the page otherwise.
    <div className="relative flex flex-wrap items-center gap-2 max-md:-mx-4 max-md:flex-nowrap max-md:overflow-x-auto max-md:px-4 max-md:py-1 max-md:*:shrink-0">
      {children}
      {isFiltered ? (
        <Button size="sm" variant="quiet" icon={<X size={16} aria-hidden="true" />} onClick={onClear}>
          {t("clear")}
        </Button>
      ) : null}
      <div className="ml-auto flex flex-wrap items-center gap-2">
        {tools}
        <Shortcuts />
      </div>
    </div>
  );
}
