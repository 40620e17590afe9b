import { expect, test } from "vitest";
import { laneOfRequest, laneOfCall } from "./lanes.ts";

test.each([
  ["GET", "/healthz", null],
  ["GET", "/readyz?x=1", null],
  ["OPTIONS", "/trpc/order.quote", null],
  ["POST", "/driver/location", null],
  ["POST", "/trpc/tracker.updateLocations?batch=1", null],
  ["PUT", "/driver/order/status", "move"],
  ["POST", "/trpc/dispatch.accept", "move"],
  ["POST", "/trpc/order.updateStatus,order.cancel?batch=1", "move"],
  ["POST", "/customer/order", "command"],
  ["POST", "/trpc/order.create?batch=1", "command"],
  ["GET", "/auth/web/get-session", "command"],
  ["POST", "/auth/web/sign-in/email", "sign-in"],
  ["POST", "/auth/driver/sign-up/email", "sign-in"],
  ["GET", "/wallet/balance?user_id=1", "query"],
  ["POST", "/trpc/order.quote", "quote"],
  ["GET", "/trpc/order.estimate?batch=1", "quote"],
  ["GET", "/fares?pickup_lat=1", "quote"],
  ["POST", "/trpc/order%2Equote", "quote"],
  ["POST", "/trpc/order.quote%", "command"],
  ["GET", "/trpc/order.active,account.me?batch=1", "command"],
  ["GET", "/trpc/order.active,wallet.balance?batch=1", "query"],
  ["GET", "/cities/jakarta/basemap.pmtiles", "bulk"],
  ["HEAD", "/cities/jakarta/basemap.pmtiles", "query"],
  ["GET", "/openapi.json", "bulk"],
  ["GET", "/docs/swagger-ui-bundle.js", "bulk"],
  ["GET", "/docs", "query"],
  ["GET", "/nowhere", "query"],
  ["GET", "/admin/ledger/journal.csv", "bulk"],
  ["GET", "/trpc/wallet.verifyChain", "bulk"],
])("%s %s travels in lane %s", (method, url, lane) => {
  expect(laneOfRequest(method, url)).toBe(lane);
});

test("a part of a map is what pages read, and more of it is a file", () => {
  const map = "/cities/jakarta/basemap.pmtiles";
  expect(laneOfRequest("GET", map, "bytes=0-16383")).toBe("query");
  expect(laneOfRequest("GET", map, "bytes=0-")).toBe("bulk");
  expect(laneOfRequest("GET", "/admin/ledger/journal.csv", "bytes=0-9")).toBe("bulk");
});

test("a batch is as important as its least important call, however it is written", () => {
  expect(laneOfRequest("POST", "/trpc/dispatch.accept,order.quote?batch=1")).toBe("quote");
  expect(laneOfRequest("POST", "/trpc/dispatch.accept%2Corder.create?batch=1")).toBe("command");
  expect(laneOfRequest("POST", "/trpc/tracker.updateLocation,order.updateStatus?batch=1")).toBe("move");
});

test("what a driver works by outranks what a page looks at", () => {
  expect([laneOfCall("dispatch.offers", "subscription"), laneOfCall("tracker.watchFleet", "subscription")]).toEqual([
    "move",
    "query",
  ]);
});
