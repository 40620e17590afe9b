import { expect, test } from "vitest";
import { WakeUp } from "./wake-up.ts";

test("a sleeper is woken, or wakes when the time is up", async () => {
  const wakeUp = new WakeUp();
  const sleeping = wakeUp.sleep();
  wakeUp.wake();
  expect(await sleeping).toBe(true);
  expect(await wakeUp.sleep(1)).toBe(false);
});

test("a call that came before is kept for one sleep, unless it is let go", async () => {
  const wakeUp = new WakeUp();
  wakeUp.wake();
  wakeUp.wake();
  expect(await wakeUp.sleep(60_000)).toBe(true);
  expect(await wakeUp.sleep(1)).toBe(false);
  wakeUp.wake();
  wakeUp.forget();
  expect(await wakeUp.sleep(1)).toBe(false);
});
