import type { Role } from "@atlas/core/actor";
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
}

type Staff = Rule["staff"];

const BOTH: readonly Party[] = ["rider", "driver"];
const staffless = (code: ErrorCode): Staff => ({ admin: code, service: code });

/** Somebody's object, named by its id: it has to be the caller's, as a rider or as a driver, unless staff asks. */
function belonging(of: readonly Party[], rule: Pick<Rule, "names" | "refusal">, staff: Staff = {}): Rule {
  return { by: [...of, "admin", "service"], ...rule, staff };
}

/** About nobody in particular, or for staff only: who may ask decides alone. */
function open(by: Rule["by"], names: string): Rule {
  return { by, names, refusal: null, staff: {} };
}

const anyone = (names = "shared"): Rule => open("anyone", names);
const everyone = (names = "shared"): Rule => open([...BOTH, "admin", "service"], names);
const operators = (names = "shared"): Rule => open(["admin", "service"], names);
/** What needs a person who answers for it. */
const people = (names = "shared"): Rule => open(["admin"], names);

/** About the caller: what operators, who neither ride nor drive, are refused with is said. */
const own = (of: readonly Party[], staff?: Staff): Rule => belonging(of, { names: "own", refusal: null }, staff);

/** A person by id: refused before anything is looked up. */
function person(names: string, of: readonly Party[], staff?: Staff): Rule {
  return belonging(of, { names, refusal: "FORBIDDEN" }, staff);
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
 * another way to name the object. `matrix.pg.test.ts` tries each line as everybody, and fails for a procedure or a route without one.
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
  "city.get": anyone("city"),
  "city.search": everyone(),
  "city.reverse": everyone(),
  "city.create": people("city"),
  "city.settings": operators("city"),
  "city.changeSetting": people("city"),
  "order.quote": person("rider", ["rider"]),
  "order.create": object("quote", ["rider"], "QUOTE_NOT_FOUND"),
  "order.get": order(BOTH),
  "order.active": own(BOTH),
  "order.list": person("user", BOTH),
  "order.updateStatus": order(["driver"]),
  "order.endAsNoShow": order(["driver"]),
  "order.cancel": order(BOTH),
  "order.confirmFare": order(["rider"], staffless("FORBIDDEN")),
  "order.drivenSoFar": operators("order"),
  "order.cancelTrip": people("order"),
  "order.refund": people("order"),
  "order.rate": order(["rider"], staffless("FORBIDDEN")),
  "order.answerTripCheck": order(["rider"], staffless("FORBIDDEN")),
  "order.receipt": order(BOTH),
  "order.track": order(BOTH),
  "order.timeline": operators("order"),
  "order.watch": order(BOTH),
  "order.next": own(["driver"]),
  "order.watchNext": own(["driver"]),
  "order.watchQueuedPickup": order(BOTH),
  "order.watchActive": own(BOTH),
  "tracker.updateLocation": driver(),
  "tracker.updateLocations": driver(),
  "tracker.nearbyDrivers": everyone(),
  // A rider's: the driver of their running trip.
  "tracker.driverLocation": person("driver", BOTH),
  "tracker.setAvailability": driver(),
  "tracker.watchSendingPhone": own(["driver"]),
  "tracker.takeOverSending": own(["driver"], staffless("DRIVER_NOT_FOUND")),
  "tracker.watchFleet": everyone(),
  "tracker.watchDriver": order(BOTH),
  "dispatch.requestRide": order(["rider"]),
  "dispatch.offers": own(["driver"]),
  "dispatch.accept": object("offer", ["driver"], "OFFER_NOT_FOUND", staffless("OFFER_NOT_FOUND")),
  "dispatch.decline": object("offer", ["driver"], "OFFER_NOT_FOUND", staffless("OFFER_NOT_FOUND")),
  "dispatch.explain": operators("order"),
  "driver.profile": driver(),
  "driver.saveVehicle": own(["driver"], staffless("DRIVER_NOT_FOUND")),
  "driver.directions": order(["driver"], staffless("ORDER_NOT_FOUND")),
  "driver.earnings": driver(),
  "driver.day": driver(),
  "driver.requestPayout": driver(),
  "driver.payouts": driver(),
  "driver.bankAccount": driver(),
  "driver.saveBankAccount": driver({ service: "FORBIDDEN" }),
  "wallet.balance": wallet(),
  "wallet.topUp": own(BOTH, staffless("ACCOUNT_NOT_FOUND")),
  "wallet.cashDeskTopUp": people("user"),
  "wallet.cashDeskReceipt": people("receipt"),
  "wallet.cashDeskCustomers": people("user"),
  "wallet.statement": account(),
  "wallet.statement#user": wallet(),
  "wallet.statementCsv": account(),
  "wallet.statementCsv#user": wallet(),
  "wallet.balanceAt": account(),
  "wallet.balanceAt#user": wallet(),
  "wallet.credit": operators("user"),
  "wallet.debit": operators("user"),
  "wallet.transferMoney": operators("account"),
  "wallet.transferLinked": operators("account"),
  "wallet.hold": operators("user"),
  "wallet.capture": operators("hold"),
  "wallet.void": operators("hold"),
  "wallet.reverse": people("transfer"),
  "wallet.freeze": people("account"),
  "wallet.unfreeze": people("account"),
  "wallet.adjust": people("account"),
  "wallet.adjustments": people(),
  "wallet.decideAdjustment": people("adjustment"),
  "wallet.payouts": operators(),
  "wallet.decidePayout": people("payout"),
  "wallet.accounts": operators(),
  "wallet.account": operators("account"),
  "wallet.transfers": operators(),
  "wallet.transfer": operators("transfer"),
  "wallet.journalCsv": operators(),
  "wallet.trialBalance": operators(),
  "wallet.reconcile": operators(),
  "wallet.ordersAgainstCaptures": operators(),
  "wallet.overdueHolds": operators(),
  "wallet.verifyChain": operators(),
  "wallet.chainHead": operators(),
  "wallet.auditLog": operators(),
  "payout.payerAccount": operators("city"),
  "payout.savePayerAccount": people("city"),
  "payout.export": people("city"),
  "payout.batches": operators(),
  "payout.batchFile": people("batch"),
  "payout.recallBatch": people("batch"),
  "payout.markSent": people("payout"),
  "payout.markBatchSent": people("batch"),
  "payout.returnSent": people("payout"),
  "people.get": operators("user"),
  "people.restrict": people("user"),
  "people.restore": people("user"),
  "serviceAccount.list": people(),
  "serviceAccount.add": people(),
  "serviceAccount.addKey": people("service account"),
  "serviceAccount.endKeys": people("service account"),
  "ops.overview": operators("city"),
  "ops.orders": operators("city"),
  "ops.drivers": operators("city"),
  "ops.deadLetters": operators(),
  "ops.replayDeadLetter": operators("dead letter"),
  "ops.alerts": operators("city"),
  "ops.openAlerts": operators("city"),
  "ops.watchOpenAlerts": operators("city"),
  "ops.resolveAlert": operators("alert"),
  "ops.watchOrders": operators("city"),

  "post /account/export": own(BOTH),
  "post /customer/order": person("rider", ["rider"]),
  "post /customer/ride/request": person("rider", ["rider"]),
  "post /customer/ride/request#order": order(["rider"]),
  "post /driver/location": driver(),
  "put /driver/order/status": order(BOTH),
  "get /wallet/statement": own(BOTH, staffless("ACCOUNT_NOT_FOUND")),
  "get /wallet/statement.csv": own(BOTH, staffless("ACCOUNT_NOT_FOUND")),
  "get /admin/ledger/accounts/{id}/statement.csv": account(),
  "get /admin/ledger/journal.csv": operators(),
};
