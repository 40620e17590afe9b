"use client";
import { classNames } from "@atlas/ui/class-names";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { isInSection, SECTIONS } from "./sections.ts";

/** The four sections: `bar` side by side under a thumb, `rail` one below the other at the left edge. */
export function SectionNav({ layout }: { readonly layout: "bar" | "rail" }): ReactNode {
  const t = useTranslations("nav");
  const pathname = usePathname();
  return (
    <nav aria-label={t("label")} className={layout === "bar" ? "grid grid-cols-4" : "flex flex-col gap-2"}>
      {SECTIONS.map(({ key, href, Icon }) => {
        const isHere = isInSection(pathname, href);
        return (
          <Link
            key={key}
            href={href}
            aria-current={isHere ? "page" : undefined}
            className={classNames(
              "flex min-h-13 flex-col items-center justify-center gap-0.5 rounded-control text-xs font-semibold transition-colors duration-160",
              layout === "rail" && "min-h-16 px-2",
              isHere ? "text-ink" : "text-muted hover:text-ink",
            )}
          >
            <span
              className={classNames(
                "flex h-7 w-14 items-center justify-center rounded-full",
                isHere && "bg-action text-on-action",
              )}
            >
              <Icon size={22} aria-hidden="true" />
            </span>
            {t(key)}
          </Link>
        );
      })}
    </nav>
  );
}
