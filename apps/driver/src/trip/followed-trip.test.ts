import { describe, expect, test } from "vitest";
import { followTrip, NO_TRIP } from "./followed-trip.ts";

describe("followTrip", () => {
  test("a trip that is no longer active has ended", () => {
    const onTrip = followTrip(NO_TRIP, "a");
    expect(onTrip).toEqual({ activeId: "a", endedId: null });
    expect(followTrip(onTrip, null)).toEqual({ activeId: null, endedId: "a" });
  });

  test("the next trip does not hide the summary of the one before", () => {
    expect(followTrip({ activeId: "a", endedId: null }, "b")).toEqual({ activeId: "b", endedId: "a" });
  });

  test("an ended trip waits for the driver through idle time and the start of the next trip", () => {
    const ended = { activeId: null, endedId: "a" };
    expect(followTrip(ended, null)).toBe(ended);
    expect(followTrip(ended, "b")).toEqual({ activeId: "b", endedId: "a" });
  });
});
