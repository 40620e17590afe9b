import type { Permission } from "@atlas/core/permissions";
import type { Messages } from "../../messages/en.ts";

interface PalettePage {
  readonly href: string;
  readonly key: keyof Messages["search"]["pages"];
  readonly permission: Permission;
}

/** Where the search leads by the name of a page, and what one needs to be shown it. */
export const PALETTE_PAGES: readonly PalettePage[] = [
  { href: "/", key: "map", permission: "ops.read" },
  { href: "/playback", key: "playback", permission: "ops.read" },
  { href: "/orders", key: "orders", permission: "ops.read" },
  { href: "/alerts", key: "alerts", permission: "ops.read" },
  { href: "/drivers", key: "drivers", permission: "ops.read" },
  { href: "/ledger", key: "accounts", permission: "ledger.read" },
  { href: "/ledger/trial-balance", key: "trialBalance", permission: "ledger.read" },
  { href: "/ledger/integrity", key: "integrity", permission: "ledger.read" },
  { href: "/ledger/payouts", key: "payouts", permission: "payouts.read" },
  { href: "/ledger/cash-desk", key: "cashDesk", permission: "cashDesk.work" },
  { href: "/approvals", key: "approvals", permission: "approvals.read" },
  { href: "/staff", key: "staff", permission: "staff.read" },
  { href: "/system", key: "system", permission: "system.read" },
  { href: "/account", key: "account", permission: "account.read" },
];
