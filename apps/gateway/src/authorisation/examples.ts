import type { ErrorCode } from "@atlas/core/errors";
import type { Party } from "./policy.ts";
import { DROPOFF, PICKUP, type Stage } from "./stage.ts";

/** A valid input of a call, about an object that is somebody's. */
export interface Example {
  /** Makes what it is about: the party's own where it can be either's. */
  readonly subject: (stage: Stage, party: Party) => string | Promise<string>;
  readonly input: (subject: string, stage: Stage, callerId: string) => object | Promise<object>;
  /** What it is refused with, where success would take the caller out of the play. */
  readonly endsWith?: ErrorCode;
}

const JOURNEY = { pickup: PICKUP, dropoff: DROPOFF };
const REST_JOURNEY = {
  pickup_lat: PICKUP.lat,
  pickup_long: PICKUP.lng,
  dropoff_lat: DROPOFF.lat,
  dropoff_long: DROPOFF.lng,
};
const BANK = { holderName: "Siti Rahma", bankName: "Bank Contoh", bankCode: "008", accountNumber: "0123456789" };
/** As a browser would say of itself. */
const BROWSER = {
  endpoint: "https://fcm.googleapis.com/wp/a-browser",
  p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
  auth: "BTBZMqHH6r4Tts7J_aSIgg",
  locale: "id",
};
const amountMinor = 1_000;
const isApproved = true;
const reason = "a test";

/** About nothing: whatever the subject, the input is the same. */
function plain(input: object = {}): Example {
  return { subject: () => "", input: () => input };
}

function of(subject: Example["subject"], input: Example["input"]): Example {
  return { subject, input };
}

const user: Example["subject"] = (stage, party) => stage.userId(party);
const rider: Example["subject"] = (stage) => stage.rider.userId;
const driver: Example["subject"] = (stage) => stage.driver.userId;
const city: Example["subject"] = (stage) => stage.atlas.cityId;
const wallet: Example["subject"] = async (stage, party) => stage.walletOf(party);
const order =
  (status: Parameters<Stage["order"]>[0]): Example["subject"] =>
  async (stage) =>
    stage.order(status);
const approval: Example["subject"] = async (stage) => stage.waitingRequest();
const requestId = (id: string): object => ({ requestId: id });
const cityId = (id: string): object => ({ cityId: id });
const orderId = (id: string): object => ({ orderId: id });
const driverId = (id: string): object => ({ driverId: id });
const online: Example["subject"] = async (stage) => {
  await stage.callOff();
  await stage.takeTheWheel();
  return stage.driver.userId;
};
const customer: Example["subject"] = async (stage) => {
  await stage.callOff();
  return stage.rider.userId;
};

const newcomer: Example["subject"] = async (stage) => (await stage.atlas.createUser("rider")).userId;

const serviceAccount: Example["subject"] = async (stage) => (await stage.atlas.createUser("service")).userId;

const NEW_CITY = {
  name: "Far Away",
  currency: "IDR",
  timezone: "Asia/Jayapura",
  defaultLocale: "id",
  tariffs: [
    { vehicleType: "go-ride", baseMinor: 1, perKmMinor: 1, perMinuteMinor: 0, minimumMinor: 1, roundingMinor: 1 },
  ],
  commissionBps: 0,
  taxBps: 0,
  cancelFeeMinor: 0,
  waitingPerMinuteMinor: 0,
  adjustmentLimitMinor: 1_000_000,
  reason,
};

/** Each new city lies beside the one before. */
function areaOf(newCityId: string): object {
  const west = 140 + Number(/\d+$/.exec(newCityId)?.[0]) / 2;
  const ring = [
    [west, -2.7],
    [west + 0.2, -2.7],
    [west + 0.2, -2.5],
    [west, -2.7],
  ];
  return { type: "Polygon", coordinates: [ring] };
}

/** One for each line of the policy, by its key. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  "account.me": plain(),
  "account.watch": plain(),
  "account.time": plain(),
  // Of people without a password.
  "account.delete": { ...plain({ password: "none" }), endsWith: "WRONG_PASSWORD" },
  "account.sessions": plain(),
  // Without one, so that no attempt at it is counted.
  "account.endSession": {
    ...of(
      () => "0199d3a0-6c1e-7000-8000-00000000dead",
      (sessionId) => ({ sessionId }),
    ),
    endsWith: "PASSWORD_REQUIRED",
  },
  "account.signOutElsewhere": { ...plain(), endsWith: "PASSWORD_REQUIRED" },
  "notifications.settings": plain(),
  "notifications.change": plain({ kind: "receipt", isOn: false }),
  "notifications.subscribe": plain(BROWSER),
  "notifications.unsubscribe": plain({ endpoint: BROWSER.endpoint }),
  "city.get": of(city, cityId),
  "city.list": plain(),
  "city.choose": of(city, cityId),
  "city.search": plain({ query: "monas" }),
  "city.reverse": plain(PICKUP),
  "city.popular": plain(),
  "city.create": of(
    (stage) => stage.newCityId(),
    (id) => ({ ...NEW_CITY, cityId: id, serviceArea: areaOf(id) }),
  ),
  "city.settings": of(city, cityId),
  "city.changeSetting": of(city, (id) => ({ cityId: id, key: "longStopS", value: 240, reason })),
  "order.estimate": plain(JOURNEY),
  "order.quote": of(rider, (riderId) => ({ ...JOURNEY, riderId })),
  "order.create": of(
    async (stage) => {
      await stage.callOff();
      return stage.quote();
    },
    (quoteId) => ({ quoteId, paymentMethod: "cash" }),
  ),
  "order.get": of(order("MATCHED"), orderId),
  "order.active": plain(),
  "order.list": of(user, (userId) => ({ userId })),
  "order.updateStatus": of(order("MATCHED"), (id) => ({ orderId: id, status: "ARRIVED", override: {} })),
  "order.endAsNoShow": of(order("ARRIVED"), orderId),
  "order.cancel": of(order("MATCHED"), orderId),
  "order.confirmFare": of(
    async (stage) => stage.questionedOrder(),
    (id) => ({ orderId: id, hasArrived: false }),
  ),
  "order.drivenSoFar": of(order("STARTED"), orderId),
  "order.cancelTrip": of(order("STARTED"), (id) => ({ orderId: id, payer: "platform", amountMinor, reason })),
  "order.refund": of(
    async (stage) => stage.settledOrder(),
    (id, stage) => ({ orderId: id, amountMinor: 1, bearer: "platform", ...stage.posting() }),
  ),
  "order.rate": of(order("FINISHED"), (id) => ({ orderId: id, stars: 5 })),
  "order.answerTripCheck": of(
    async (stage) => stage.checkedOrder(),
    (id) => ({ orderId: id, alertId: id, answer: "fine" }),
  ),
  "order.receipt": of(order("FINISHED"), orderId),
  "order.track": of(order("STARTED"), orderId),
  "order.timeline": of(order("MATCHED"), orderId),
  "order.watch": of(order("MATCHED"), orderId),
  "order.next": plain(),
  "order.watchNext": plain(),
  "order.watchQueuedPickup": of(order("MATCHED"), orderId),
  "order.watchActive": plain(),
  "tracker.updateLocation": of(online, (id) => ({ ...PICKUP, ageMs: 0, driverId: id })),
  "tracker.updateLocations": of(online, (id) => ({ pings: [{ ...PICKUP, ageMs: 0, driverId: id }] })),
  "tracker.nearbyCars": plain(PICKUP),
  "tracker.nearbyDrivers": plain(PICKUP),
  "tracker.driverLocation": of(async (stage) => {
    await stage.order("MATCHED");
    await stage.takeTheWheel();
    return stage.driver.userId;
  }, driverId),
  "tracker.setAvailability": of(online, (id) => ({ driverId: id, isAvailable: true })),
  "tracker.watchSendingPhone": plain(),
  "tracker.takeOverSending": plain(),
  "tracker.watchFleet": plain({ bounds: [106.8, -6.2, 106.9, -6.1] }),
  "tracker.watchFleetFrames": of(city, cityId),
  "tracker.watchDriver": of(order("MATCHED"), orderId),
  "dispatch.requestRide": of(order("CREATED"), orderId),
  "dispatch.offers": plain(),
  "dispatch.accept": of(
    async (stage) => (await stage.offer()).offerId,
    (offerId) => ({ offerId }),
  ),
  "dispatch.decline": of(
    async (stage) => (await stage.offer()).offerId,
    (offerId) => ({ offerId }),
  ),
  "dispatch.explain": of(order("CREATED"), orderId),
  "driver.profile": of(driver, driverId),
  "driver.saveVehicle": of(
    async (stage) => {
      await stage.callOff();
      return "";
    },
    (_, __, callerId) => ({ vehicleType: "go-ride", plate: `B ${callerId.slice(-8)}`, model: "Test" }),
  ),
  "driver.directions": of(order("MATCHED"), (id) => ({ orderId: id, from: PICKUP })),
  "driver.earnings": of(driver, driverId),
  "driver.track": of(driver, (id) => ({ driverId: id, day: "2026-11-22" })),
  "driver.day": of(driver, (id) => ({ driverId: id, day: "2026-11-22" })),
  "driver.requestPayout": of(driver, (id, stage) => ({ driverId: id, amountMinor, ...stage.posting() })),
  "driver.payouts": of(driver, driverId),
  "driver.bankAccount": of(driver, driverId),
  "driver.saveBankAccount": of(driver, (id) => ({ ...BANK, driverId: id, reason })),
  "wallet.balance": of(user, (userId) => ({ userId })),
  "wallet.topUp": of(user, (_, stage) => ({ amountMinor, idempotencyKey: stage.posting().idempotencyKey })),
  "wallet.cashDeskTopUp": of(rider, (userId, stage) => ({
    userId,
    amountMinor,
    idempotencyKey: stage.posting().idempotencyKey,
  })),
  "wallet.cashDeskReceipt": of(
    async (stage) => stage.receipt(),
    (number) => ({ number }),
  ),
  "wallet.cashDeskCustomers": plain({ query: "0812345678" }),
  "wallet.statement": of(wallet, (accountId) => ({ accountId })),
  "wallet.statement#user": of(user, (userId) => ({ userId })),
  "wallet.statementCsv": of(wallet, (accountId) => ({ accountId })),
  "wallet.statementCsv#user": of(user, (userId) => ({ userId })),
  "wallet.balanceAt": of(wallet, (accountId) => ({ accountId, at: "2026-11-22T00:00:00Z" })),
  "wallet.balanceAt#user": of(user, (userId) => ({ userId, at: "2026-11-22T00:00:00Z" })),
  "wallet.credit": of(rider, (userId, stage) => ({ userId, amountMinor, ...stage.posting() })),
  "wallet.debit": of(rider, (userId, stage) => ({ userId, amountMinor, ...stage.posting() })),
  "wallet.transferMoney": of(wallet, async (debitAccountId, stage) => ({
    debitAccountId,
    creditAccountId: await stage.clearing(),
    amountMinor,
    ...stage.posting(),
  })),
  "wallet.transferLinked": of(wallet, async (debitAccountId, stage) => {
    const transfer = { debitAccountId, creditAccountId: await stage.clearing(), amountMinor };
    return { transfers: [transfer, transfer], ...stage.posting() };
  }),
  "wallet.hold": of(rider, (userId, stage) => ({ userId, amountMinor, ...stage.posting() })),
  "wallet.capture": of(
    async (stage) => stage.hold(),
    async (holdId, stage) => ({ holdId, creditAccountId: await stage.clearing(), ...stage.posting() }),
  ),
  "wallet.void": of(
    async (stage) => stage.hold(),
    (holdId, stage) => ({ holdId, ...stage.posting() }),
  ),
  "wallet.reverse": of(
    async (stage) => stage.transfer(),
    (transferId, stage) => ({ transferId, ...stage.posting() }),
  ),
  "wallet.freeze": of(
    async (stage) => stage.clearing(),
    (accountId, stage) => ({ accountId, ...stage.posting() }),
  ),
  "wallet.unfreeze": of(
    async (stage) => stage.clearing(),
    (accountId, stage) => ({ accountId, ...stage.posting() }),
  ),
  "wallet.adjust": of(wallet, (accountId, stage) => ({ accountId, amountMinor, direction: "in", ...stage.posting() })),
  "wallet.adjustments": plain(),
  "wallet.payouts": plain(),
  "wallet.decidePayout": of(
    async (stage) => stage.requestedPayout(),
    (payoutId) => ({ payoutId, isApproved, reason }),
  ),
  "wallet.accounts": plain(),
  "wallet.account": of(wallet, (accountId) => ({ accountId })),
  "wallet.transfers": plain(),
  "wallet.transfer": of(
    async (stage) => stage.transfer(),
    (transferId) => ({ transferId }),
  ),
  "wallet.journalCsv": plain(),
  "wallet.trialBalance": plain(),
  "wallet.reconcile": plain(),
  "wallet.ordersAgainstCaptures": plain(),
  "wallet.overdueHolds": plain(),
  "wallet.verifyChain": plain(),
  "wallet.chainHead": plain(),
  "wallet.auditLog": plain(),
  "approvals.list": of(city, cityId),
  "approvals.get": of(approval, requestId),
  "approvals.waiting": of(city, cityId),
  "approvals.watchWaiting": of(city, cityId),
  "approvals.limits": of(city, cityId),
  "approvals.approve": of(approval, (id) => ({ requestId: id, reason })),
  "approvals.reject": of(approval, (id) => ({ requestId: id, reason })),
  // Only who asked for it, whom the matrix does not know.
  "approvals.withdraw": { ...of(approval, (id) => ({ requestId: id, reason })), endsWith: "REQUEST_OF_ANOTHER" },
  "payment.ways": plain(),
  "payment.create": of(user, (_, stage) => ({
    amountMinor,
    method: "card",
    idempotencyKey: stage.posting().idempotencyKey,
  })),
  "payment.get": of(
    async (stage, party) => stage.payment(party),
    (paymentId) => ({ paymentId }),
  ),
  "payment.reconcile": plain({ day: "2026-11-22" }),
  "payment.list": of(user, (userId) => ({ userId })),
  "payout.payerAccount": of(city, cityId),
  "payout.savePayerAccount": of(city, (id) => ({ ...BANK, cityId: id, reason })),
  "payout.export": of(
    async (stage) => {
      await stage.exportedBatch();
      await stage.approvedPayout();
      return stage.atlas.cityId;
    },
    (id, stage) => ({ cityId: id, format: "csv", ...stage.posting() }),
  ),
  "payout.batches": plain(),
  "payout.batchFile": of(
    async (stage) => stage.exportedBatch(),
    (batchId) => ({ batchId }),
  ),
  "payout.recallBatch": of(
    async (stage) => stage.exportedBatch(),
    (batchId) => ({ batchId, reason }),
  ),
  "payout.markSent": of(
    async (stage) => stage.approvedPayout(),
    (payoutId) => ({ payoutId, reason }),
  ),
  "payout.markBatchSent": of(
    async (stage) => stage.exportedBatch(),
    (batchId) => ({ batchId, reason }),
  ),
  "payout.returnSent": of(
    async (stage) => stage.sentPayout(),
    (payoutId) => ({ payoutId, reason }),
  ),
  "people.get": of(user, (userId) => ({ userId })),
  "people.restrict": of(newcomer, (userId) => ({ userId, kind: "block", reason })),
  "people.restore": of(
    async (stage) => stage.suspended(),
    (userId) => ({ userId, reason }),
  ),
  "serviceAccount.list": plain(),
  "serviceAccount.add": of(city, (id, stage) => ({ name: stage.newCityId(), cityId: id, lastsDays: 30, reason })),
  "serviceAccount.addKey": of(serviceAccount, (userId) => ({ userId, lastsDays: 30, reason })),
  "serviceAccount.endKeys": of(serviceAccount, (userId) => ({ userId, reason })),
  "staff.list": plain(),
  "staff.invite": of(city, (id, stage) => ({
    email: stage.newEmail(),
    name: "Budi Operator",
    cityId: id,
    roles: ["viewer"],
    reason,
  })),
  "staff.setRoles": of(
    async (stage) => (await stage.atlas.createUser("admin", { staffRoles: ["viewer"] })).userId,
    (userId) => ({ userId, roles: ["support"], reason }),
  ),
  "staff.sessions": of(
    (stage) => stage.clerk.userId,
    (userId) => ({ userId }),
  ),
  "staff.endSessions": of(
    async (stage) => (await stage.atlas.createUser("admin", { staffRoles: ["viewer"] })).userId,
    (userId) => ({ userId, reason }),
  ),
  "staff.resetSecondFactor": of(
    async (stage) => stage.operatorWithFactor(),
    (userId) => ({ userId, reason }),
  ),
  "place.saved": plain(),
  "place.save": plain({ kind: "home", place: PICKUP }),
  "place.change": of(
    async (stage) => stage.savedPlace(),
    (placeId) => ({ placeId, name: "Gym" }),
  ),
  "place.delete": of(
    async (stage) => stage.savedPlace(),
    (placeId) => ({ placeId }),
  ),
  "place.recent": plain(),
  "place.clearRecent": plain(),
  "views.list": plain({ list: "orders" }),
  "views.save": plain({ list: "orders", name: "Running", query: "status=STARTED", isDefault: false }),
  "views.change": {
    ...of(
      async (stage) => stage.savedView(),
      (viewId) => ({ viewId, name: "Mine" }),
    ),
    endsWith: "VIEW_NOT_FOUND",
  },
  "views.delete": of(
    async (stage) => stage.savedView(),
    (viewId) => ({ viewId }),
  ),
  "ops.overview": of(city, cityId),
  "ops.orders": of(city, cityId),
  "ops.orderTotals": of(city, cityId),
  "ops.drivers": of(city, cityId),
  "ops.playback": of(city, (id) => ({ ...cityId(id), day: "2026-11-22", minute: 720 })),
  "ops.driverOnMap": of(driver, driverId),
  "ops.driverNames": of(driver, (id) => ({ driverIds: [id] })),
  "ops.driverTrail": of(driver, driverId),
  "ops.offeredDrivers": of(city, cityId),
  "ops.demandByCell": of(city, cityId),
  "ops.search": of(city, (id) => ({ ...cityId(id), query: "Budi" })),
  "ops.deadLetters": plain(),
  "ops.replayDeadLetter": of(
    async (stage) => stage.deadLetter(),
    (deadLetterId) => ({ deadLetterId, reason }),
  ),
  "ops.alerts": of(city, cityId),
  "ops.openAlerts": of(city, cityId),
  "ops.watchOpenAlerts": of(city, cityId),
  "ops.resolveAlert": of(
    async (stage) => stage.alert(),
    (alertId) => ({ alertId, note: "looked at" }),
  ),
  "ops.watchOrders": of(async (stage) => {
    await stage.order("MATCHED");
    return stage.atlas.cityId;
  }, cityId),

  "get /fares": plain(REST_JOURNEY),
  "post /account/export": { ...plain(), endsWith: "PASSWORD_REQUIRED" },
  "post /customer/order": of(customer, (id) => ({ user_id: id, ...REST_JOURNEY, payment_method: "cash" })),
  "post /customer/ride/request": of(customer, (id) => ({ passenger_id: id, ...REST_JOURNEY })),
  "post /customer/ride/request#order": of(order("CREATED"), (id, _, callerId) => ({
    passenger_id: callerId,
    ...REST_JOURNEY,
    order_id: id,
  })),
  "post /driver/location": of(online, (id, stage) => ({
    user_id: id,
    latitude: PICKUP.lat,
    longitude: PICKUP.lng,
    timestamp: stage.nowMs(),
  })),
  "put /driver/order/status": of(order("MATCHED"), (id) => ({ order_id: id, status: "CANCELLED" })),
  "get /wallet/statement": plain(),
  "get /wallet/statement.csv": plain(),
  "get /admin/ledger/accounts/{id}/statement.csv": of(wallet, (id) => ({ id })),
  "get /admin/ledger/journal.csv": plain(),
  "get /admin/orders.csv": of(city, (id) => ({ city_id: id })),
  "get /admin/drivers.csv": of(city, (id) => ({ city_id: id })),
  "get /admin/alerts.csv": of(city, (id) => ({ city_id: id })),
  "get /admin/ledger/accounts.csv": plain(),
  "get /admin/ledger/payouts.csv": plain(),
  "get /admin/ledger/audit-log.csv": plain(),
};
