import { RpcProvider } from "@atlas/features/rpc";
import { renderOnPage } from "@atlas/ui/testing/atlas-page";
import type { ReactNode } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { page } from "vitest/browser";

import { en } from "../../../messages/en.ts";
import { id } from "../../../messages/id.ts";
import { ReplayControls } from "../../replay/replay-controls.tsx";
import { ReplayProvider } from "../../replay/replay-context.tsx";
import { DayEvents } from "./day-events.tsx";
import { useDayReplay } from "./use-day-replay.ts";

// The links of a timeline read settings of a build, which there is none of here.
vi.hoisted(() => Reflect.set(globalThis, "process", { env: {} }));

const MIDNIGHT_MS = Date.parse("2026-01-05T00:00:00+07:00");
const iso = (minute: number): string => new Date(MIDNIGHT_MS + minute * 60_000).toISOString();
const TRACK = {
  driverId: "d1",
  day: "2026-01-05",
  timezone: "Asia/Jakarta",
  startsAt: iso(0),
  endsAt: iso(1_440),
  drivenM: 3_000,
  stops: [{ lat: -6.2, lng: 106.8, startedAt: iso(640), durationS: 600 }],
  points: {
    offsetMs: [600, 601, 602, 660].map((minute) => minute * 60_000),
    lat: [-620_000, -620_000, -620_000, -620_000],
    lng: [10_680_000, 10_681_000, 10_682_000, 10_683_000],
  },
  trips: [
    {
      orderId: "o1",
      pickup: "Monas",
      dropoff: "Kota",
      polyline: "",
      status: "FINISHED",
      matchedAt: iso(601),
      startedAt: iso(605),
      endedAt: iso(630),
    },
  ],
};

const moment = page.getByRole("slider", { name: en.replay.moment });
const events = page.getByRole("listitem").filter({ has: page.getByText(en.driverDay.goTo) });

function Day(): ReactNode {
  const { source, track } = useDayReplay("d1", { day: "2026-01-05", isToday: false });
  return (
    <ReplayProvider source={source}>
      <ReplayControls />
      <DayEvents track={track} />
    </ReplayProvider>
  );
}

async function show(track: object): Promise<void> {
  await renderOnPage(
    <RpcProvider>
      <Day />
    </RpcProvider>,
    {
      messages: { en, id },
      gateway: (path) => {
        if (!path.startsWith("/trpc/")) return Response.json(null);
        return Response.json([{ result: { data: path === "/trpc/driver.track" ? track : null } }]);
      },
    },
  );
}

beforeEach(async () => {
  await page.viewport(1280, 800);
});

test("trips and stops stand in order, and each leads to its moment and is marked", async () => {
  await show(TRACK);
  await expect.element(events.nth(3)).toBeVisible();
  expect(events.elements().map((element) => element.textContent)).toEqual([
    "Go to 10:01Matched Monas → Kota",
    "Go to 10:05Trip began Monas → Kota",
    "Go to 10:30Trip ended Monas → Kota",
    "Go to 10:40Stop 10 min",
  ]);
  await events.nth(2).getByRole("button").click();
  await expect.element(moment).toHaveValue(String(MIDNIGHT_MS + 630 * 60_000));
  await expect.element(events.nth(2)).toHaveAttribute("aria-current", "step");
  await expect.element(events.nth(1)).not.toHaveAttribute("aria-current");
  await expect.element(page.getByText(en.replay.gap)).toBeVisible();
});

test("a day without positions has its trips, and nothing to go to", async () => {
  await show({ ...TRACK, points: { offsetMs: [], lat: [], lng: [] } });
  await expect.element(page.getByText(en.replay.emptyDay)).toBeVisible();
  await expect.element(events.first().getByRole("button")).toBeDisabled();
});
