"use client";
import { classNames } from "@atlas/ui/class-names";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { isInSection, SECTIONS, TAB_BAR_PX } from "./sections.ts";

/** The four sections under the thumb, on phones. */
export function TabBar(): ReactNode {
  const t = useTranslations("nav");
  const pathname = usePathname();
  return (
    <nav
      aria-label={t("label")}
      className="fixed inset-x-0 bottom-0 z-20 flex border-t border-line bg-surface md:hidden"
      style={{ height: TAB_BAR_PX }}
    >
      {SECTIONS.map(({ key, href, Icon }) => {
        const isHere = isInSection(pathname, href);
        return (
          <Link
            key={key}
            href={href}
            aria-current={isHere ? "page" : undefined}
            className={classNames(
              "relative flex grow basis-0 flex-col items-center justify-center gap-1 text-xs font-semibold",
              isHere ? "text-ink" : "text-muted",
            )}
          >
            {isHere ? (
              <span className="absolute top-0 h-[3px] w-10 rounded-b-full bg-action" aria-hidden="true" />
            ) : null}
            <Icon size={22} aria-hidden="true" />
            {t(key)}
          </Link>
        );
      })}
    </nav>
  );
}

/** The same sections one below the other at the left edge, on larger screens. */
export function SectionRail(): ReactNode {
  const t = useTranslations("nav");
  const pathname = usePathname();
  return (
    <nav aria-label={t("label")} className="flex flex-col gap-2">
      {SECTIONS.map(({ key, href, Icon }) => {
        const isHere = isInSection(pathname, href);
        return (
          <Link
            key={key}
            href={href}
            aria-current={isHere ? "page" : undefined}
            className={classNames(
              "flex min-h-16 w-20 flex-col items-center justify-center gap-1 rounded-card text-xs font-semibold transition-colors duration-160",
              isHere ? "bg-ink text-surface" : "text-muted hover:bg-sunken hover:text-ink",
            )}
          >
            <Icon size={22} aria-hidden="true" />
            {t(key)}
          </Link>
        );
      })}
    </nav>
  );
}
