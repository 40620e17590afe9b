import type { Actor, Role } from "./actor.ts";

const EVERYONE: readonly Role[] = ["rider", "driver", "admin", "service"];
const RIDERS: readonly Role[] = ["rider", "admin", "service"];
const DRIVERS: readonly Role[] = ["driver", "admin", "service"];
const OPERATORS: readonly Role[] = ["admin", "service"];
/** Who comes by themselves: operators are made and removed by others. */
const CUSTOMERS: readonly Role[] = ["rider", "driver"];
/** What needs a person who answers for it. */
const PEOPLE: readonly Role[] = ["admin"];

/**
 * Every permission that a use case names, with the roles that hold it. Holding it says what kind of thing an actor may do; whose
 * orders or wallets they may do it to is for the use case, which has read them.
 */
export const ROLES_OF = {
  "account.read": EVERYONE,
  "account.manage": EVERYONE,
  "account.delete": CUSTOMERS,
  "orders.book": RIDERS,
  "cities.search": EVERYONE,
  "cities.inspect": OPERATORS,
  "cities.configure": PEOPLE,
  "cities.create": PEOPLE,
  "orders.read": EVERYONE,
  "orders.cancel": EVERYONE,
  "orders.rate": RIDERS,
  "orders.confirm": RIDERS,
  "orders.answer": RIDERS,
  "orders.drive": DRIVERS,
  "orders.inspect": OPERATORS,
  "offers.answer": DRIVERS,
  "drivers.read": DRIVERS,
  "drivers.work": DRIVERS,
  "positions.read": EVERYONE,
  "positions.report": DRIVERS,
  "wallet.read": EVERYONE,
  "wallet.topUp": EVERYONE,
  "earnings.read": DRIVERS,
  "payouts.request": DRIVERS,
  "ops.read": OPERATORS,
  "ops.act": OPERATORS,
  "people.read": OPERATORS,
  "people.restrict": PEOPLE,
  "services.manage": PEOPLE,
  "ledger.read": OPERATORS,
  "ledger.post": OPERATORS,
  "ledger.decide": PEOPLE,
  "cashDesk.work": PEOPLE,
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Permission = keyof typeof ROLES_OF;

/** Whether the actor's role holds the permission. */
export function holds(actor: Actor, permission: Permission): boolean {
  return ROLES_OF[permission].includes(actor.role);
}
