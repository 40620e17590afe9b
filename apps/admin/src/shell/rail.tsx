"use client";
import type { Permission } from "@atlas/core/permissions";
import { classNames } from "@atlas/ui/class-names";
import { LogoMark } from "@atlas/ui/logo";
import {
  Bell,
  Car,
  ClipboardList,
  Landmark,
  Map,
  ScrollText,
  ServerCog,
  Stamp,
  Users,
  type LucideIcon,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Messages } from "../../messages/en.ts";
import { useOpenAlerts } from "../alerts/use-open-alerts.ts";
import { useWaitingApprovals } from "../approvals/use-waiting-approvals.ts";
import { OpenSearchBox } from "../search/open-search.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { CitySwitch } from "./city-switch.tsx";
import { usePermissions } from "./may.tsx";
import { OpenCount } from "./open-count.tsx";
import { useSignOfLife } from "./use-sign-of-life.ts";

interface RailSection {
  readonly href: string;
  readonly key: keyof Messages["rail"];
  readonly Icon: LucideIcon;
  /** On a phone in the account menu: a bar has room for six. */
  readonly isWide?: true;
  /** What belongs to no city is not for operators whose roles are for one. */
  readonly permission?: Permission;
  /** Where it leads instead without the permission, and with this one. */
  readonly otherwise?: { readonly href: string; readonly permission: Permission };
}

const SECTIONS: readonly RailSection[] = [
  { href: "/", key: "map", Icon: Map },
  { href: "/orders", key: "orders", Icon: ClipboardList },
  { href: "/alerts", key: "alerts", Icon: Bell },
  { href: "/drivers", key: "drivers", Icon: Car },
  {
    href: "/ledger",
    key: "ledger",
    Icon: Landmark,
    permission: "ledger.read",
    otherwise: { href: "/ledger/payouts", permission: "payouts.read" },
  },
  { href: "/approvals", key: "approvals", Icon: Stamp, isWide: true },
  { href: "/system", key: "system", Icon: ServerCog, permission: "system.read" },
  { href: "/staff", key: "staff", Icon: Users, isWide: true, permission: "staff.read" },
  { href: "/audit", key: "audit", Icon: ScrollText, isWide: true, permission: "audit.read" },
];

/** Where a section leads whom; null where it is not for them. All are shown until it is known. */
function addressOf({ href, permission, otherwise }: RailSection, held: ReadonlySet<Permission> | null): string | null {
  if (permission === undefined || held === null || held.has(permission)) return href;
  return otherwise !== undefined && held.has(otherwise.permission) ? otherwise.href : null;
}

/** The navigation between the sections: a rail at the left, a bar at the bottom on phones. */
export function Rail(): ReactNode {
  const t = useTranslations("rail");
  const path = usePathname();
  const openAlerts = useOpenAlerts();
  const waitingApprovals = useWaitingApprovals();
  const held = usePermissions();
  useSignOfLife();
  return (
    <header className="print:hidden fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-raised md:static md:h-dvh md:w-52 md:shrink-0 md:flex-col md:border-r md:border-t-0">
      <Link href="/" className="hidden items-center gap-2.5 px-5 py-4 md:flex">
        <LogoMark size={28} />
        <span className="text-lg font-bold tracking-tight">Atlas</span>
      </Link>
      <CitySwitch className="px-3 pb-2 max-md:hidden" />
      <OpenSearchBox />
      <nav aria-label={t("label")} className="flex grow md:flex-col md:gap-0.5 md:px-3">
        {SECTIONS.map((section) => {
          const { href, key, Icon, isWide } = section;
          const address = addressOf(section, held);
          if (address === null) return null;
          const isHere = href === "/" ? path === "/" : path.startsWith(href);
          return (
            <Link
              key={href}
              href={address}
              title={t(key)}
              aria-current={isHere ? "page" : undefined}
              className={classNames(
                isWide === true && "max-md:hidden",
                "relative flex min-h-14 min-w-0 grow basis-0 flex-col items-center justify-center gap-0.5 text-xs font-semibold transition-colors duration-160",
                "md:min-h-10 md:grow-0 md:basis-auto md:flex-row md:justify-start md:gap-3 md:rounded-control md:px-3 md:text-sm",
                // The one whose name is shown has room for it.
                isHere ? "text-ink max-md:basis-16 md:bg-sunken" : "text-muted hover:text-ink md:hover:bg-sunken",
              )}
            >
              <span
                className={classNames(
                  "flex h-6 w-12 items-center justify-center rounded-full md:size-6 md:rounded-control",
                  isHere && "bg-action text-on-action",
                )}
              >
                <Icon size={18} aria-hidden="true" />
              </span>
              {/* Six names do not fit beside one another on a phone. */}
              <span className={classNames("whitespace-nowrap", !isHere && "max-md:sr-only")}>{t(key)}</span>
              {key === "alerts" ? <OpenCount of="alerts" count={openAlerts} /> : null}
              {key === "approvals" ? <OpenCount of="approvals" count={waitingApprovals} /> : null}
            </Link>
          );
        })}
      </nav>
      <AccountMenu waitingApprovals={waitingApprovals} />
    </header>
  );
}
