import type { AuditSubject } from "@atlas/core/audit";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { AuditEntry } from "./views.ts";

/** What an act was about, which leads to its page, or to the page of what it belongs to. */
export function AuditSubjectLink({ entry }: { readonly entry: AuditEntry }): ReactNode {
  const t = useTranslations("audit");
  const { subjectKind, subjectName } = entry;
  if (subjectKind === null) return null;
  const id = subjectName ?? cityOf(entry) ?? entry.subjectId?.slice(-8) ?? "";
  const label = `${t(`subjects.${subjectKind}`)} ${id}`.trim();
  const href = pageOf(entry);
  if (href === null) return label;
  return (
    <Link href={href} className="touch underline underline-offset-4">
      {label}
    </Link>
  );
}

/** The page of an entry's subject; null where there is none. */
function pageOf(entry: Pick<AuditEntry, "subjectKind" | "subjectId" | "details">): string | null {
  const { subjectKind, subjectId } = entry;
  if (subjectKind === null) return null;
  const page = PAGES[subjectKind];
  switch (page.of) {
    case "none":
      return null;
    case "list":
      return page.path;
    case "subject":
      return subjectId === null ? null : `${page.path}/${subjectId}`;
    case "accountId":
    case "orderId": {
      const id = detailOf(entry.details, page.of);
      return id === null ? page.otherwise : `${page.path}/${id}`;
    }
  }
}

type Page =
  | { readonly of: "none" }
  | { readonly of: "subject"; readonly path: string }
  | { readonly of: "list"; readonly path: string }
  /** Of what the details name. */
  | { readonly of: "accountId" | "orderId"; readonly path: string; readonly otherwise: string };

const PERSON: Page = { of: "subject", path: "/people" };
const NONE: Page = { of: "none" };
const PAGES: { readonly [kind in AuditSubject]: Page } = {
  order: { of: "subject", path: "/orders" },
  person: PERSON,
  driver: PERSON,
  operator: PERSON,
  account: { of: "subject", path: "/ledger/accounts" },
  transfer: { of: "subject", path: "/ledger/transfers" },
  "approval-request": { of: "list", path: "/approvals?state=all" },
  adjustment: { of: "accountId", path: "/ledger/accounts", otherwise: "/ledger" },
  payout: { of: "list", path: "/ledger/payouts" },
  "payout-batch": { of: "list", path: "/ledger/payouts" },
  "bank-account": { of: "list", path: "/ledger/payouts" },
  alert: { of: "orderId", path: "/orders", otherwise: "/alerts" },
  "dead-letter": { of: "list", path: "/system" },
  "service-account": NONE,
  session: NONE,
  "transfer-group": NONE,
  hold: NONE,
  city: NONE,
  setting: NONE,
  export: NONE,
};

function cityOf({ details, subjectKind }: AuditEntry): string | null {
  return subjectKind === "city" || subjectKind === "setting" ? detailOf(details, "cityId") : null;
}

function detailOf(details: unknown, name: string): string | null {
  if (typeof details !== "object" || details === null) return null;
  const found = Object.entries(details).find(([key]) => key === name)?.[1];
  return typeof found === "string" ? found : null;
}
