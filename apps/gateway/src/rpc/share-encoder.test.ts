import { markShared } from "@atlas/services/messaging/shared-view";
import { expect, test } from "vitest";
import { shareEncoder } from "./share-encoder.ts";

test("a view that is sent to many is serialised once and reads like any other", () => {
  const encoder = shareEncoder();
  let serialised = 0;
  const toJSON = (): string => {
    serialised += 1;
    return "here";
  };
  const message = (id: number | string, data: object): object => ({ id, result: { type: "data", data } });
  const shared = markShared({ place: { toJSON } });
  for (const id of [1, 2, "three"]) {
    expect(JSON.parse(String(encoder.encode(message(id, shared))))).toEqual({
      id,
      result: { type: "data", data: { place: "here" } },
    });
  }
  expect(serialised).toBe(1);
  const own = { place: { toJSON } };
  for (const id of [1, 2]) encoder.encode(message(id, own));
  expect(serialised).toBe(3);
});

test("everything else is plain JSON", () => {
  const encoder = shareEncoder();
  for (const message of [{ id: 1, result: { type: "started" } }, { id: null, error: { code: -1 } }, [], null, 3]) {
    expect(encoder.decode(String(encoder.encode(message)))).toEqual(message);
  }
});
