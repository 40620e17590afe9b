import { type Actor, CITY_STAFF_ROLES, type Role, STAFF_ROLES, type StaffRole } from "./actor.ts";

/** Who can hold a permission: operators by what they are among the staff, all others by their role. */
export type Holder = Role | StaffRole;

const STAFF: readonly Holder[] = STAFF_ROLES;
const EVERYONE: readonly Holder[] = ["rider", "driver", "service", ...STAFF];
/** Operators without a role too. */
const ACCOUNT_HOLDERS: readonly Holder[] = ["admin", ...EVERYONE];
/** Accounts that people open by themselves: operators are invited and removed by others. */
const CUSTOMERS: readonly Holder[] = ["rider", "driver"];
const INSPECTORS: readonly Holder[] = ["service", ...STAFF];
/** Staff who run trips: for a rider, a driver or the whole city. */
const DISPATCHERS: readonly Holder[] = ["dispatcher", "operations", "owner"];
/** Staff who talk to riders and drivers. */
const ATTENDANTS: readonly Holder[] = ["support", ...DISPATCHERS];
/** Staff who decide about money. */
const TREASURERS: readonly Holder[] = ["finance", "owner"];

/**
 * Every permission that a use case names, with its holders. Holding it says what kind of thing an actor may do; whose orders or wallets
 * they may do it to is for the use case, which has read them. Viewers hold what reads and nothing that changes.
 */
export const HOLDERS_OF = {
  "account.read": ACCOUNT_HOLDERS,
  "account.manage": ACCOUNT_HOLDERS,
  "account.delete": CUSTOMERS,
  "notifications.manage": ["rider"],
  "orders.book": ["rider", "service", ...ATTENDANTS],
  "cities.inspect": INSPECTORS,
  "cities.configure": ["operations", "owner"],
  "cities.create": ["owner"],
  "orders.read": EVERYONE,
  "orders.cancel": ["rider", "driver", "service", ...ATTENDANTS],
  "orders.rate": ["rider", "service"],
  "orders.confirm": ["rider", "service"],
  "orders.answer": ["rider", "service"],
  "orders.drive": ["driver", "service", ...DISPATCHERS],
  "orders.inspect": INSPECTORS,
  "orders.refund": TREASURERS,
  "places.keep": ["rider"],
  "offers.answer": ["driver", "service"],
  "drivers.read": ["driver", ...INSPECTORS],
  "drivers.work": ["driver", "service", ...DISPATCHERS],
  "positions.read": EVERYONE,
  "positions.report": ["driver", "service", ...DISPATCHERS],
  "wallet.read": EVERYONE,
  "wallet.topUp": ["service", ...CUSTOMERS],
  "earnings.read": ["driver", ...INSPECTORS],
  "payouts.request": ["driver", "service", ...TREASURERS],
  "payouts.read": INSPECTORS,
  "payouts.decide": TREASURERS,
  "ops.read": INSPECTORS,
  "lists.export": ["service", "finance", "operations", "owner"],
  "ops.act": ["service", ...DISPATCHERS],
  "system.read": INSPECTORS,
  "system.act": ["service", ...DISPATCHERS],
  "people.read": INSPECTORS,
  "people.restrict": ["support", "operations", "owner"],
  "services.manage": ["operations", "owner"],
  "ledger.read": INSPECTORS,
  "ledger.post": ["service", ...TREASURERS],
  "ledger.decide": TREASURERS,
  "approvals.read": STAFF,
  "approvals.withdraw": TREASURERS,
  "cashDesk.work": ["support", ...TREASURERS],
  "audit.read": STAFF,
  "cities.choose": STAFF,
  "views.keep": STAFF,
  "staff.read": STAFF,
  "staff.manage": ["owner"],
} as const satisfies Readonly<Record<string, readonly Holder[]>>;

export type Permission = keyof typeof HOLDERS_OF;

/** What belongs to the installation and to none of its cities: a role for one city gives none of it. */
const OF_ALL_CITIES: ReadonlySet<Permission> = new Set([
  "cities.create",
  "system.read",
  "system.act",
  "services.manage",
  "ledger.read",
  "ledger.post",
  "ledger.decide",
  "audit.read",
  "staff.read",
  "staff.manage",
]);

/** Whether a role for one city can give it. */
export function isOfCities(permission: Permission): boolean {
  return !OF_ALL_CITIES.has(permission);
}

function isPermission(name: string): name is Permission {
  return Object.hasOwn(HOLDERS_OF, name);
}

/** Whether the actor holds the permission for all cities: by the role, an operator by any of their roles among the staff. */
export function holds({ role, staffRoles = [] }: Actor, permission: Permission): boolean {
  const holders: readonly Holder[] = HOLDERS_OF[permission];
  if (holders.includes(role)) return true;
  return role === "admin" && staffRoles.some((staffRole) => holders.includes(staffRole));
}

/** The cities for which a role gives an operator the permission, besides those that `holds` speaks of. */
export function citiesWith({ role, cityRoles = {} }: Actor, permission: Permission): readonly string[] {
  if (role !== "admin" || !isOfCities(permission)) return [];
  const holders: readonly Holder[] = HOLDERS_OF[permission];
  const cityIds = CITY_STAFF_ROLES.flatMap((held) => (holders.includes(held) ? (cityRoles[held] ?? []) : []));
  return [...new Set(cityIds)];
}

/** All that the actor holds in a city, in the order of the table. */
export function permissionsOf(actor: Actor, cityId?: string): Permission[] {
  return Object.keys(HOLDERS_OF)
    .filter(isPermission)
    .filter(
      (permission) =>
        holds(actor, permission) || (cityId !== undefined && citiesWith(actor, permission).includes(cityId)),
    );
}
