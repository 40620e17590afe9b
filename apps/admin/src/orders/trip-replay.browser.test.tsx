import { RpcProvider } from "@atlas/features/rpc";
import { type Gateway, renderOnPage } from "@atlas/ui/testing/atlas-page";
import { uiEn } from "@atlas/ui/messages/en";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import { Timeline } from "./timeline.tsx";
import { ReplayControls } from "../replay/replay-controls.tsx";
import { TripReplay } from "./trip-replay.tsx";

const START_MS = Date.UTC(2026, 0, 5, 3);
const iso = (second: number): string => new Date(START_MS + second * 1_000).toISOString();
const words = en.replay;
/** Five minutes with a stop, and two of them without a position. */
const TRACK = {
  orderId: "o1",
  points: [0, 3, 6, 9, 12, 15, 160, 163, 300].map((second) => ({
    lat: -6.2,
    lng: 106.8 + second / 10_000,
    headingDeg: 90,
    speedMps: 10,
    isMock: false,
    at: iso(second),
  })),
  summary: {
    polyline: "",
    drivenM: 3_000,
    durationS: 300,
    stops: [{ lat: -6.2, lng: 106.8, startedAt: iso(9), durationS: 130 }],
  },
};
const TRANSITIONS = ["STARTED", "FINISHED"].map((to, index) => ({
  to,
  at: iso(index === 0 ? 0 : 290),
  actorRole: "driver",
  actorId: "d1",
  reason: null,
}));
const play = page.getByRole("button", { name: words.play });
const moment = page.getByRole("slider", { name: words.moment });

async function show(gateway: Gateway): Promise<void> {
  await renderOnPage(
    <RpcProvider>
      <TripReplay orderId="o1" hasTrack>
        <ReplayControls />
        {/* @ts-expect-error a transition has more fields than a timeline shows */}
        <Timeline transitions={TRANSITIONS} />
      </TripReplay>
    </RpcProvider>,
    { messages: { en, id }, gateway },
  );
}

function returning(track: unknown): Gateway {
  return (path) => (path === "/trpc/order.track" ? Response.json([{ result: { data: track } }]) : Response.json(null));
}

async function seek(second: number): Promise<void> {
  await moment.fill(String(START_MS + second * 1_000));
}

beforeEach(async () => {
  await page.viewport(1280, 800);
});
// The links of a timeline read settings of a build, which there is none of here.
vi.hoisted(() => Reflect.set(globalThis, "process", { env: {} }));

afterEach(() => vi.useRealTimers());

test("it plays at the chosen speed, pauses, and begins again after the end", async () => {
  await show(returning(TRACK));
  await expect.element(moment).toHaveValue(String(START_MS));
  vi.useFakeTimers({ toFake: ["requestAnimationFrame", "cancelAnimationFrame", "performance"] });
  await page.getByRole("combobox", { name: words.speed }).selectOptions("4×");
  await play.click();
  vi.advanceTimersByTime(10_000);
  await page.getByRole("button", { name: words.pause }).click();
  const shown = Number(moment.element().getAttribute("value"));
  // At 16× it would be at 160 s.
  expect((shown - START_MS) / 1_000).toBeGreaterThanOrEqual(40);
  expect((shown - START_MS) / 1_000).toBeLessThan(100);
  vi.advanceTimersByTime(10_000);
  expect(Number(moment.element().getAttribute("value"))).toBe(shown);
  await play.click();
  vi.advanceTimersByTime(120_000);
  await expect.element(moment).toHaveValue(String(START_MS + 300_000));
  await play.click();
  await expect.element(page.getByRole("button", { name: words.pause })).toBeVisible();
  expect(Number(moment.element().getAttribute("value"))).toBeLessThan(START_MS + 10_000);
});

test("the timeline goes in step, and back to now shows all of it", async () => {
  await show(returning(TRACK));
  await expect.element(moment).toBeVisible();
  const [started, finished] = [0, 1].map((index) =>
    page
      .getByRole("listitem")
      .filter({ has: page.getByText(/Trip|On trip|Finished/) })
      .nth(index),
  );
  await seek(100);
  await expect.element(started ?? moment).toHaveAttribute("aria-current", "step");
  await seek(295);
  await expect.element(finished ?? moment).toHaveAttribute("aria-current", "step");
  await page.getByRole("button", { name: words.leave }).click();
  await expect.element(finished ?? moment).not.toHaveAttribute("aria-current");
});

test("a gap is said to be one, and a stop is reached with one press", async () => {
  await show(returning(TRACK));
  await expect.element(page.getByText("36 km/h")).toBeVisible();
  await seek(100);
  await expect.element(page.getByText(words.gap)).toBeVisible();
  await page.getByRole("list", { name: words.stops }).getByRole("button").click();
  await expect.element(moment).toHaveValue(String(START_MS + 9_000));
  expect(page.getByText(words.gap).query()).toBeNull();
});

test("the keyboard goes through it second by second", async () => {
  await show(returning(TRACK));
  await expect.element(moment).toBeVisible();
  moment.element().focus();
  await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowLeft}");
  await expect.element(moment).toHaveValue(String(START_MS + 1_000));
  await expect.element(moment).toHaveAttribute("aria-valuetext", "10:00:01");
});

test("a trip without positions says so", async () => {
  await show(returning({ ...TRACK, points: [] }));
  await expect.element(page.getByText(words.emptyTrip)).toBeVisible();
});

test("a failure is said in words, and another try brings it", async () => {
  let isDown = true;
  await show((path, request) => {
    if (path === "/trpc/order.track" && isDown) throw new TypeError("Failed to fetch");
    return returning(TRACK)(path, request);
  });
  await expect.element(page.getByText(uiEn.errors.NETWORK)).toBeVisible();
  isDown = false;
  await page.getByRole("button", { name: uiEn.retry }).click();
  await expect.element(moment).toBeVisible();
});
