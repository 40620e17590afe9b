"use client";
import { classNames } from "@atlas/ui/class-names";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { usePermissions } from "../shell/may.tsx";

const PAGES = [
  { href: "/ledger", key: "accounts", permission: "ledger.read" },
  { href: "/ledger/payouts", key: "payouts", permission: "payouts.read" },
  { href: "/ledger/cash-desk", key: "cashDesk", permission: "cashDesk.work" },
  { href: "/ledger/trial-balance", key: "trialBalance", permission: "ledger.read" },
  { href: "/ledger/integrity", key: "integrity", permission: "ledger.read" },
] as const;

/** The navigation between the pages of the ledger. */
export function LedgerTabs(): ReactNode {
  const t = useTranslations("ledger");
  const path = usePathname();
  const permissions = usePermissions();
  return (
    <nav aria-label={t("label")} className="flex gap-1 overflow-x-auto border-b border-line">
      {PAGES.filter(({ permission }) => permissions?.has(permission)).map(({ href, key }) => (
        <Link
          key={href}
          href={href}
          aria-current={path === href ? "page" : undefined}
          className={classNames(
            "-mb-px min-h-11 shrink-0 -outline-offset-3 border-b-3 px-3 py-2 text-sm font-semibold transition-colors duration-160",
            path === href ? "border-action text-ink" : "border-transparent text-muted hover:text-ink",
          )}
        >
          {t(key)}
        </Link>
      ))}
    </nav>
  );
}
