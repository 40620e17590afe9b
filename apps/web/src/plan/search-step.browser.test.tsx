import { RpcProvider } from "@atlas/features/rpc";
import { type Gateway, renderOnPage } from "@atlas/ui/testing/atlas-page";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import { HomeStep } from "./home-step.tsx";
import { EMPTY_PLAN, type PlanAction } from "./plan.ts";
import { SearchStep } from "./search-step.tsx";

vi.mock("next/navigation", () => ({ usePathname: () => "/" }));

const HERE = { lat: -6.2, lng: 106.8 };
const HOME = { placeId: "p1", kind: "home", name: null, label: "Jalan Mawar 3", lat: -6.21, lng: 106.8 };
const GYM = { placeId: "p2", kind: "other", name: "Gym", label: "Blok M Plaza", lat: -6.244, lng: 106.798 };
const RECENT = { label: "Stasiun Gambir", lat: -6.1767, lng: 106.8306 };
const found = (label: string, more: object = {}): object => ({
  label,
  kind: "landmark",
  detail: "Gambir",
  lat: -6.1754,
  lng: 106.8272,
  distanceM: 3_400,
  isServed: true,
  matched: null,
  ...more,
});
const MONAS = found("Monumen Nasional");
const BOGOR = found("Kebun Raya Bogor", { lat: -6.5971, lng: 106.7994, isServed: false });
const MUSEUM = found("Museum Nasional", { lat: -6.1764, lng: 106.8216 });
const SOMEBODY = { user: { id: "r1", name: "Siti", email: "siti@example.com" }, session: { id: "s1" } };

const dispatch = vi.fn<(action: PlanAction) => void>();
let results: object[] = [];
let asked: string[] = [];
beforeEach(() => {
  [results, asked] = [[], []];
  dispatch.mockClear();
});
afterEach(() => localStorage.clear());

function respond(isSignedIn: boolean): Gateway {
  const data: Readonly<Record<string, () => unknown>> = {
    "place.saved": () => [HOME, GYM],
    "place.recent": () => [RECENT],
    "place.clearRecent": () => ({ isCleared: true }),
    "city.popular": () => [found("Monumen Nasional")],
    "city.search": () => results,
  };
  return (path) => {
    if (path.endsWith("/get-session")) return Response.json(isSignedIn ? SOMEBODY : null);
    if (!path.startsWith("/trpc/")) return Response.json(null);
    const calls = path.replace(/^\/trpc\//, "").split(",");
    asked.push(...calls);
    return Response.json(calls.map((call) => ({ result: { data: data[call]?.() ?? null } })));
  };
}

async function show(isSignedIn = true, locale: "en" | "id" = "en"): Promise<void> {
  await renderOnPage(
    <RpcProvider>
      <SearchStep
        end="dropoff"
        plan={EMPTY_PLAN}
        dispatch={dispatch}
        near={HERE}
        from={HERE}
        locateState="idle"
        onUseOwnPosition={() => {}}
      />
    </RpcProvider>,
    { messages: { en, id }, gateway: respond(isSignedIn), locale },
  );
}

const field = page.getByRole("combobox", { name: en.plan.searchDropoff });
const option = (name: RegExp): ReturnType<typeof page.getByRole> => page.getByRole("option", { name });
const marked = (): string | undefined =>
  document.getElementById(field.element().getAttribute("aria-activedescendant") ?? "")?.textContent ?? undefined;

test("before anything is typed, saved, recent and well-known places are there by arrow and Enter, with their distance", async () => {
  await show();
  await expect.element(field).toHaveFocus();
  await expect.element(option(/^Home.*Jalan Mawar 3.*1\.1 km/)).toBeVisible();
  await expect.element(page.getByRole("group", { name: en.plan.popular })).toBeVisible();
  // None is meant until it is pointed at.
  await userEvent.keyboard("{Enter}");
  expect(dispatch).not.toHaveBeenCalled();
  await userEvent.keyboard("{ArrowDown}");
  expect(marked()).toContain("Home");
  await userEvent.keyboard("{ArrowDown}");
  expect(marked()).toContain("Gym");
  await expect.element(option(/^Gym/)).toHaveAttribute("aria-selected", "true");
  await userEvent.keyboard("{ArrowUp}{ArrowUp}");
  expect(marked()).toContain("Monumen Nasional");
  await userEvent.keyboard("{ArrowDown}{Enter}");
  const { label, lat, lng } = HOME;
  expect(dispatch).toHaveBeenCalledExactlyOnceWith({ type: "place", end: "dropoff", place: { label, lat, lng } });
});

test("Enter takes the best of what was typed, Escape empties the field", async () => {
  results = [MONAS, MUSEUM];
  await show();
  await field.fill("nasional");
  await expect.element(option(/^Monumen Nasional.*3\.4 km/)).toHaveAttribute("aria-selected", "true");
  await expect.element(field).toHaveAttribute("aria-expanded", "true");
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(dispatch).toHaveBeenCalledExactlyOnceWith({
    type: "place",
    end: "dropoff",
    place: { label: "Museum Nasional", lat: -6.1764, lng: 106.8216 },
  });
  await userEvent.keyboard("{Escape}");
  await expect.element(field).toHaveValue("");
  await expect.element(option(/^Home/)).toBeVisible();
});

test("a place outside the service area says so and cannot be taken; the best that can is marked", async () => {
  results = [BOGOR, MONAS];
  await show();
  await field.fill("raya");
  await expect.element(option(/Kebun Raya Bogor.*Outside the service area/)).toHaveAttribute("aria-disabled", "true");
  expect(marked()).toContain("Monumen Nasional");
  await userEvent.keyboard("{ArrowUp}{Enter}");
  expect(marked()).toContain("Kebun Raya Bogor");
  expect(dispatch).not.toHaveBeenCalled();
});

test("what fits only the beginning says so, and a link without a place has another hint than a name", async () => {
  results = [found("Monumen Nasional", { matched: "monas" })];
  await show();
  await field.fill("monas no 1");
  await expect.element(page.getByText(/These fit “monas”/)).toBeVisible();
  results = [];
  await field.fill("https://maps.app.goo.gl/AbCdEf");
  await expect.element(page.getByText(en.plan.nothingLinked)).toBeVisible();
  await field.fill("qqqq");
  await expect.element(page.getByText("Nothing called “qqqq”")).toBeVisible();
});

test("recent places are cleared where they are shown", async () => {
  await show();
  await expect.element(option(/^Stasiun Gambir/)).toBeVisible();
  await page.getByRole("button", { name: en.plan.clearRecent }).click();
  await expect.element(option(/^Stasiun Gambir/)).not.toBeInTheDocument();
  expect(asked).toContain("place.clearRecent");
});

test("a stranger has well-known places only, and nobody asks for others", async () => {
  await show(false);
  await expect.element(option(/^Monumen Nasional/)).toBeVisible();
  expect(asked.filter((call) => call.startsWith("place."))).toEqual([]);
});

test("the first page has what is saved and recent, one press away", async () => {
  await renderOnPage(
    <RpcProvider>
      <HomeStep plan={EMPTY_PLAN} dispatch={dispatch} isLocating={false} carsNearby={0} />
    </RpcProvider>,
    { messages: { en, id }, gateway: respond(true) },
  );
  await expect.element(page.getByRole("button", { name: /^Stasiun Gambir/ })).toBeVisible();
  await page.getByRole("button", { name: /^Home.*Jalan Mawar 3/ }).click();
  const { label, lat, lng } = HOME;
  expect(dispatch).toHaveBeenCalledExactlyOnceWith({ type: "place", end: "dropoff", place: { label, lat, lng } });
});
