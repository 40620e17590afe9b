import { expect, test } from "vitest";
import { originsOf } from "./origins.ts";

test("a loopback address counts under all of its names, and only with its own port", () => {
  const origins = originsOf({
    web: "http://localhost:3000",
    driver: "http://127.0.0.1:3001",
    admin: "http://localhost:3002/admin",
  });
  expect(origins.get("http://127.0.0.1:3000")).toBe("web");
  expect(origins.get("http://[::1]:3001")).toBe("driver");
  expect(origins.get("http://localhost:3002")).toBe("admin");
  expect(origins.get("http://localhost:3003")).toBeUndefined();
  expect(origins.get("https://localhost:3000")).toBeUndefined();
});

test("a public address counts as it is", () => {
  const origins = originsOf({
    web: "https://ride.example",
    driver: "https://drive.example",
    admin: "https://ops.example",
  });
  expect([...origins]).toEqual([
    ["https://ride.example", "web"],
    ["https://drive.example", "driver"],
    ["https://ops.example", "admin"],
  ]);
});
