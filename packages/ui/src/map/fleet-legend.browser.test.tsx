import { beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { renderOnPage } from "../testing/atlas-page.tsx";
import type { CarLook } from "./car-image.ts";
import { FleetLegend } from "./fleet-legend.tsx";

const NAMES = { available: "Available", offered: "Offered", busy: "On a trip", offline: "Offline", stale: "Silent" };
const COUNTS = { available: 12, offered: 3, busy: 40, offline: 0, stale: 1 };
const toggle = vi.fn<(look: CarLook) => void>();

beforeEach(async () => {
  toggle.mockClear();
  await renderOnPage(
    <FleetLegend label="On the map" names={NAMES} counts={COUNTS} hidden={["offline"]} onToggle={toggle} />,
  );
});

test("each state has its name, its number, and whether it is shown", async () => {
  const group = page.getByRole("group", { name: "On the map" });
  expect(group.getByRole("button").elements()).toHaveLength(5);
  await expect.element(group.getByRole("button", { name: "Available 12" })).toHaveAttribute("aria-pressed", "true");
  await expect.element(group.getByRole("button", { name: "Offline 0" })).toHaveAttribute("aria-pressed", "false");
});

test("a state is hidden and shown by keyboard and mouse", async () => {
  await page.getByRole("button", { name: "Silent 1" }).click();
  await userEvent.keyboard("{Shift>}{Tab}{/Shift}{Enter}");
  expect(toggle.mock.calls).toEqual([["stale"], ["offline"]]);
});

test("the signs are drawn, each unlike the others", async () => {
  const signs = [...document.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL());
  expect(new Set(signs).size).toBe(5);
});
