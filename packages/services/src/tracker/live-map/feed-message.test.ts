import { expect, test } from "vitest";
import { decodeFeedMessage, encodeRow, ROW_ENDS } from "./feed-message.ts";

const FIX = { lat: -6.1754, lng: 106.8272, headingDeg: 45, speedMps: null, accuracyM: 5 };
const [FIRST, SECOND] = ["0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001", "0199aaaa-bbbb-7ccc-8ddd-eeeeffff0002"];
const ROWS = encodeRow(FIRST, 1_800_000_000_000, FIX) + encodeRow(SECOND, 1_800_000_000_001, FIX);

test("a batch tells the applied pings of its rows with their states", () => {
  expect(ROWS).toHaveLength(2 * ROW_ENDS.ping);
  expect(decodeFeedMessage(`P,b00order-7:12\n${ROWS}`)).toEqual({
    kind: "positions",
    positions: [
      {
        driverId: SECOND,
        lat: expect.closeTo(FIX.lat, 5),
        lng: expect.closeTo(FIX.lng, 5),
        headingDeg: 45,
        speedMps: null,
        recordedAtMs: 1_800_000_000_001,
        state: { state: "busy", vehicleType: "go-ride", autoAccept: false, orderId: "order-7" },
      },
    ],
  });
});

test("changes of state and departures are parsed, anything else is ignored", () => {
  expect(decodeFeedMessage(`S${FIRST},A00`)).toMatchObject({ kind: "state", driverId: FIRST, isParked: true });
  expect(decodeFeedMessage(`T${FIRST},${SECOND}`)).toEqual({ kind: "parked", driverIds: [FIRST, SECOND] });
  expect(decodeFeedMessage(`G${FIRST}`)).toEqual({ kind: "gone", driverIds: [FIRST] });
  expect(decodeFeedMessage("?")).toBeNull();
  expect(decodeFeedMessage("P,,\n")).toEqual({ kind: "positions", positions: [] });
});
