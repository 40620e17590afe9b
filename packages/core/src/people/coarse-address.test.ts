import { expect, test } from "vitest";
import { coarseAddress } from "./coarse-address.ts";

test.each([
  ["203.0.113.7", "203.0.113.x"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1::"],
  ["2001:db8::1", "2001:db8::"],
  ["::1", null],
  ["unknown", null],
])("%s is of %s", (address, network) => {
  expect(coarseAddress(address)).toBe(network);
});
