import { type Role, STAFF_ROLES, type StaffRole } from "@atlas/core/actor";
import type { ErrorCode } from "@atlas/core/errors";

/** A role whose objects are somebody's own. */
export type Party = Extract<Role, "rider" | "driver">;

/** Who may make a call, whose object it has to be about, and what others are refused with. */
export interface Rule {
  /** Who may ask at all: refused as UNAUTHENTICATED or FORBIDDEN are all others. */
  readonly by: "anyone" | readonly Role[];
  /** What the input names; "own" where the call is about its caller, "shared" where it is about nobody in particular. */
  readonly names: string;
  /** What those who may ask are refused with when the object is somebody else's; null where it is nobody's. */
  readonly refusal: ErrorCode | null;
  /** Operators and service accounts act for anybody, except here. */
  readonly staff: { readonly [role in "admin" | "service"]?: ErrorCode };
  /** Which operators, where operators may; all others are refused as FORBIDDEN. */
  readonly among: readonly StaffRole[];
  /** It is of the installation and of none of its cities: operators need the role for all of them. */
  readonly isOfAllCities?: true;
}

type Staff = Rule["staff"];

const ALL = STAFF_ROLES;
/** Those who run trips. */
const DISPATCHERS: readonly StaffRole[] = ["dispatcher", "operations", "owner"];
/** Those who talk to riders and drivers. */
const ATTENDANTS: readonly StaffRole[] = ["support", ...DISPATCHERS];
/** Those who may take a whole list away. */
const EXPORTERS: readonly StaffRole[] = ["finance", "operations", "owner"];
/** Those who decide about money. */
const TREASURERS: readonly StaffRole[] = ["finance", "owner"];

const BOTH: readonly Party[] = ["rider", "driver"];
const staffless = (code: ErrorCode): Staff => ({ admin: code, service: code });

/** Somebody's object, named by its id: it has to be the caller's, as a rider or as a driver, unless staff asks. */
function belonging(of: readonly Party[], rule: Pick<Rule, "names" | "refusal">, staff: Staff = {}): Rule {
  return { by: [...of, "admin", "service"], ...rule, staff, among: ALL };
}

/** About nobody in particular, or for staff only: who may ask decides alone. */
function open(by: Rule["by"], names: string): Rule {
  return { by, names, refusal: null, staff: {}, among: ALL };
}

const anyone = (names = "shared"): Rule => open("anyone", names);
const everyone = (names = "shared"): Rule => open([...BOTH, "admin", "service"], names);
const operators = (names = "shared"): Rule => open(["admin", "service"], names);
/** What needs an accountable person. */
const people = (names = "shared"): Rule => open(["admin"], names);

/** An operator's own: another's is the same as none, whatever the role. */
const kept = (names: string, refusal: ErrorCode): Rule => ({ ...people(names), refusal, staff: { admin: refusal } });

/** About the caller: what operators, who neither ride nor drive, are refused with is said. */
const own = (of: readonly Party[], staff?: Staff): Rule => belonging(of, { names: "own", refusal: null }, staff);

/** A person by id: refused before anything is looked up. */
function person(names: string, of: readonly Party[], staff?: Staff): Rule {
  return belonging(of, { names, refusal: "FORBIDDEN" }, staff);
}

/** Of the operators only these. */
function among(roles: readonly StaffRole[], rule: Rule): Rule {
  return { ...rule, among: roles };
}

/** What belongs to no city. */
function ofAllCities(rule: Rule): Rule {
  return { ...rule, isOfAllCities: true };
}

/** An object by id: somebody else's is the same as none. */
function object(names: string, of: readonly Party[], refusal: ErrorCode, staff?: Staff): Rule {
  return belonging(of, { names, refusal }, staff);
}

const order = (of: readonly Party[], staff?: Staff): Rule => object("order", of, "ORDER_NOT_FOUND", staff);
const driver = (staff?: Staff): Rule => person("driver", ["driver"], staff);
const wallet = (): Rule => person("user", BOTH);
const account = (): Rule => object("account", BOTH, "ACCOUNT_NOT_FOUND");

/**
 * One line for each procedure, and for each REST call whose use case is no procedure or that names something else. What follows a `#` is
 * another form of naming the object. `matrix.pg.test.ts` tries each line as everybody, and fails for a procedure or a route without one.
 */
export const POLICY: Readonly<Record<string, Rule>> = {
  "account.me": own(BOTH),
  "account.watch": own(BOTH),
  "account.time": anyone(),
  "account.delete": open(BOTH, "own"),
  "account.sessions": own(BOTH),
  // A session that is somebody else's is none to end.
  "account.endSession": own(BOTH),
  "account.signOutElsewhere": own(BOTH),
  // They are about rides.
  "notifications.settings": open(["rider"], "own"),
  "notifications.change": open(["rider"], "own"),
  "notifications.subscribe": open(["rider"], "own"),
  "notifications.unsubscribe": open(["rider"], "own"),
  "city.get": anyone("city"),
  "city.search": anyone(),
  "city.reverse": anyone(),
  "city.popular": anyone(),
  "city.list": people(),
  "city.choose": people("city"),
  "city.create": ofAllCities(among(["owner"], people("city"))),
  "city.settings": operators("city"),
  "city.changeSetting": among(["operations", "owner"], people("city")),
  "order.estimate": anyone(),
  "order.quote": among(ATTENDANTS, person("rider", ["rider"])),
  "order.create": among(ATTENDANTS, object("quote", ["rider"], "QUOTE_NOT_FOUND")),
  "order.get": order(BOTH),
  "order.active": own(BOTH),
  "order.list": person("user", BOTH),
  "order.updateStatus": among(DISPATCHERS, order(["driver"])),
  "order.endAsNoShow": among(DISPATCHERS, order(["driver"])),
  "order.cancel": among(ATTENDANTS, order(BOTH)),
  "order.confirmFare": order(["rider"], staffless("FORBIDDEN")),
  "order.drivenSoFar": operators("order"),
  "order.cancelTrip": among(TREASURERS, people("order")),
  "order.refund": among(TREASURERS, people("order")),
  "order.rate": order(["rider"], staffless("FORBIDDEN")),
  "order.answerTripCheck": order(["rider"], staffless("FORBIDDEN")),
  "order.receipt": order(BOTH),
  "order.track": order(BOTH),
  "order.timeline": operators("order"),
  "order.watch": order(BOTH),
  "order.next": among(DISPATCHERS, own(["driver"])),
  "order.watchNext": among(DISPATCHERS, own(["driver"])),
  "order.watchQueuedPickup": order(BOTH),
  "order.watchActive": own(BOTH),
  "tracker.updateLocation": among(DISPATCHERS, driver()),
  "tracker.updateLocations": ofAllCities(among(DISPATCHERS, driver())),
  "tracker.nearbyCars": anyone(),
  "tracker.nearbyDrivers": everyone(),
  // A rider's: the driver of their running trip.
  "tracker.driverLocation": person("driver", BOTH),
  "tracker.setAvailability": among(DISPATCHERS, driver()),
  "tracker.watchSendingPhone": among(DISPATCHERS, own(["driver"])),
  "tracker.takeOverSending": among(DISPATCHERS, own(["driver"], staffless("DRIVER_NOT_FOUND"))),
  "tracker.watchFleet": everyone(),
  "tracker.watchFleetFrames": operators("city"),
  "tracker.watchDriver": order(BOTH),
  "dispatch.requestRide": among(ATTENDANTS, order(["rider"])),
  "dispatch.offers": own(["driver"], { admin: "FORBIDDEN" }),
  "dispatch.accept": object("offer", ["driver"], "OFFER_NOT_FOUND", { admin: "FORBIDDEN", service: "OFFER_NOT_FOUND" }),
  "dispatch.decline": object("offer", ["driver"], "OFFER_NOT_FOUND", {
    admin: "FORBIDDEN",
    service: "OFFER_NOT_FOUND",
  }),
  "dispatch.explain": operators("order"),
  "driver.profile": driver(),
  "driver.saveVehicle": among(DISPATCHERS, own(["driver"], staffless("DRIVER_NOT_FOUND"))),
  "driver.directions": among(DISPATCHERS, order(["driver"], staffless("ORDER_NOT_FOUND"))),
  "driver.earnings": driver(),
  "driver.day": driver(),
  "driver.track": operators("driver"),
  "driver.requestPayout": among(TREASURERS, driver()),
  "driver.payouts": driver(),
  "driver.bankAccount": driver(),
  "driver.saveBankAccount": among(TREASURERS, driver({ service: "FORBIDDEN" })),
  "wallet.balance": wallet(),
  "wallet.topUp": own(BOTH, { admin: "FORBIDDEN", service: "ACCOUNT_NOT_FOUND" }),
  "wallet.cashDeskTopUp": among(["support", ...TREASURERS], people("user")),
  "wallet.cashDeskReceipt": among(["support", ...TREASURERS], people("receipt")),
  "wallet.cashDeskCustomers": among(["support", ...TREASURERS], people("user")),
  "wallet.statement": account(),
  "wallet.statement#user": wallet(),
  "wallet.statementCsv": account(),
  "wallet.statementCsv#user": wallet(),
  "wallet.balanceAt": account(),
  "wallet.balanceAt#user": wallet(),
  "wallet.credit": ofAllCities(among(TREASURERS, operators("user"))),
  "wallet.debit": ofAllCities(among(TREASURERS, operators("user"))),
  "wallet.transferMoney": ofAllCities(among(TREASURERS, operators("account"))),
  "wallet.transferLinked": ofAllCities(among(TREASURERS, operators("account"))),
  "wallet.hold": ofAllCities(among(TREASURERS, operators("user"))),
  "wallet.capture": ofAllCities(among(TREASURERS, operators("hold"))),
  "wallet.void": ofAllCities(among(TREASURERS, operators("hold"))),
  "wallet.reverse": ofAllCities(among(TREASURERS, people("transfer"))),
  "wallet.freeze": ofAllCities(among(TREASURERS, people("account"))),
  "wallet.unfreeze": ofAllCities(among(TREASURERS, people("account"))),
  "wallet.adjust": ofAllCities(among(TREASURERS, people("account"))),
  "wallet.adjustments": ofAllCities(among(TREASURERS, people())),
  "wallet.payouts": operators(),
  "wallet.decidePayout": among(TREASURERS, people("payout")),
  "wallet.accounts": ofAllCities(operators()),
  "wallet.account": ofAllCities(operators("account")),
  "wallet.transfers": ofAllCities(operators()),
  "wallet.transfer": ofAllCities(operators("transfer")),
  "wallet.journalCsv": ofAllCities(operators()),
  "wallet.trialBalance": ofAllCities(operators()),
  "wallet.reconcile": ofAllCities(operators()),
  "wallet.ordersAgainstCaptures": ofAllCities(operators()),
  "wallet.overdueHolds": ofAllCities(operators()),
  "wallet.verifyChain": ofAllCities(operators()),
  "wallet.chainHead": ofAllCities(operators()),
  // With the addresses of operators: a fleet's system is none of theirs.
  "wallet.auditLog": ofAllCities(people()),
  "approvals.list": people("city"),
  "approvals.get": people("request"),
  "approvals.waiting": people("city"),
  "approvals.watchWaiting": people("city"),
  "approvals.limits": people("city"),
  "approvals.approve": ofAllCities(among(TREASURERS, people("request"))),
  "approvals.reject": ofAllCities(among(TREASURERS, people("request"))),
  "approvals.withdraw": among(TREASURERS, people("request")),
  "payment.ways": everyone(),
  "payment.create": own(BOTH, { admin: "FORBIDDEN", service: "ACCOUNT_NOT_FOUND" }),
  "payment.get": object("payment", BOTH, "PAYMENT_NOT_FOUND"),
  "payment.list": wallet(),
  "payment.reconcile": ofAllCities(operators()),
  "payout.payerAccount": operators("city"),
  "payout.savePayerAccount": among(TREASURERS, people("city")),
  "payout.export": among(TREASURERS, people("city")),
  "payout.batches": operators(),
  "payout.batchFile": among(TREASURERS, people("batch")),
  "payout.recallBatch": among(TREASURERS, people("batch")),
  "payout.markSent": among(TREASURERS, people("payout")),
  "payout.markBatchSent": among(TREASURERS, people("batch")),
  "payout.returnSent": among(TREASURERS, people("payout")),
  "people.get": operators("user"),
  "serviceAccount.list": ofAllCities(among(["operations", "owner"], people())),
  "serviceAccount.add": ofAllCities(among(["operations", "owner"], people())),
  "serviceAccount.addKey": ofAllCities(among(["operations", "owner"], people("service account"))),
  "serviceAccount.endKeys": ofAllCities(among(["operations", "owner"], people("service account"))),
  "people.restrict": among(["support", "operations", "owner"], people("user")),
  "people.restore": among(["support", "operations", "owner"], people("user")),
  "staff.list": ofAllCities(people()),
  "staff.invite": ofAllCities(among(["owner"], people())),
  "staff.setRoles": ofAllCities(among(["owner"], people("user"))),
  // With the addresses that they came from.
  "staff.sessions": ofAllCities(among(["owner"], people("user"))),
  "staff.endSessions": ofAllCities(among(["owner"], people("user"))),
  "staff.resetSecondFactor": ofAllCities(among(["owner"], people("user"))),
  // Of their own places: another's is none to change.
  "place.saved": open(["rider"], "own"),
  "place.save": open(["rider"], "own"),
  "place.change": { ...open(["rider"], "place"), refusal: "PLACE_NOT_FOUND" },
  "place.delete": open(["rider"], "place"),
  "place.recent": open(["rider"], "own"),
  "place.clearRecent": open(["rider"], "own"),
  // Of their own views: another's is none to change.
  "views.list": people(),
  "views.save": people(),
  "views.change": kept("view", "VIEW_NOT_FOUND"),
  "views.delete": people("view"),
  "ops.overview": operators("city"),
  "ops.orders": operators("city"),
  "ops.orderTotals": operators("city"),
  "ops.drivers": operators("city"),
  "ops.driverOnMap": operators("driver"),
  "ops.driverNames": operators("driver"),
  "ops.driverTrail": operators("driver"),
  "ops.offeredDrivers": operators("city"),
  "ops.demandByCell": operators("city"),
  "ops.search": operators("city"),
  "ops.playback": operators("city"),
  "ops.deadLetters": ofAllCities(operators()),
  "ops.replayDeadLetter": ofAllCities(among(DISPATCHERS, operators("dead letter"))),
  "ops.alerts": operators("city"),
  "ops.openAlerts": operators("city"),
  "ops.watchOpenAlerts": operators("city"),
  "ops.resolveAlert": among(DISPATCHERS, operators("alert")),
  "ops.watchOrders": operators("city"),

  "get /fares": anyone(),
  "post /account/export": own(BOTH),
  "post /customer/order": among(ATTENDANTS, person("rider", ["rider"])),
  "post /customer/ride/request": among(ATTENDANTS, person("rider", ["rider"])),
  "post /customer/ride/request#order": among(ATTENDANTS, order(["rider"])),
  "post /driver/location": among(DISPATCHERS, driver()),
  "put /driver/order/status": among(ATTENDANTS, order(BOTH)),
  "get /wallet/statement": own(BOTH, staffless("ACCOUNT_NOT_FOUND")),
  "get /wallet/statement.csv": own(BOTH, staffless("ACCOUNT_NOT_FOUND")),
  "get /admin/ledger/accounts/{id}/statement.csv": account(),
  "get /admin/ledger/journal.csv": ofAllCities(operators()),
  "get /admin/orders.csv": among(EXPORTERS, operators("city")),
  "get /admin/drivers.csv": among(EXPORTERS, operators("city")),
  "get /admin/alerts.csv": among(EXPORTERS, operators("city")),
  "get /admin/ledger/accounts.csv": ofAllCities(among(EXPORTERS, operators())),
  "get /admin/ledger/payouts.csv": among(EXPORTERS, operators()),
  "get /admin/ledger/audit-log.csv": ofAllCities(among(EXPORTERS, people())),
};
