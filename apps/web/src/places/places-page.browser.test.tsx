import { RpcProvider } from "@atlas/features/rpc";
import { type Gateway, renderOnPage } from "@atlas/ui/testing/atlas-page";
import { beforeEach, expect, test, vi } from "vitest";
import { page } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import { ActiveTripProvider } from "../trip/active-trip.tsx";
import { PlacesPage } from "./places-page.tsx";

vi.mock("next/navigation", () => ({ usePathname: () => "/profile/places" }));

const SOMEBODY = { user: { id: "r1", name: "Siti", email: "siti@example.com" }, session: { id: "s1" } };
const BLOK_M = { label: "Blok M Plaza", lat: -6.2443, lng: 106.7978 };
const GYM = { placeId: "p2", kind: "other", name: "Gym", ...BLOK_M };
const FOUND = { ...BLOK_M, kind: "mall", detail: null, distanceM: null, isServed: true, matched: null };

let saved: object[] = [];
let sent: [string, unknown][] = [];
let refusal: string | null = null;
beforeEach(() => {
  [saved, sent, refusal] = [[GYM], [], null];
});

const respond: Gateway = async (path, request) => {
  if (path.endsWith("/get-session")) return Response.json(SOMEBODY);
  if (!path.startsWith("/trpc/")) return Response.json(null);
  const calls = path.replace(/^\/trpc\//, "").split(",");
  if (request.method === "POST") sent.push([calls[0] ?? "", await request.json()]);
  if (refusal !== null && request.method === "POST") {
    const error = { message: "no", code: -32_009, data: { atlasCode: refusal, httpStatus: 409 } };
    return Response.json([{ error }], { status: 409 });
  }
  const data: Readonly<Record<string, unknown>> = {
    "place.saved": saved,
    "place.recent": [],
    "city.popular": [],
    "city.search": [FOUND],
    "place.save": GYM,
    "place.change": GYM,
    "place.delete": { isDeleted: true },
    "order.list": { items: [], nextCursor: null },
  };
  return Response.json(calls.map((call) => ({ result: { data: data[call] ?? null } })));
};

async function show(): Promise<void> {
  await renderOnPage(
    <RpcProvider>
      <ActiveTripProvider>
        <PlacesPage />
      </ActiveTripProvider>
    </RpcProvider>,
    { messages: { en, id }, gateway: respond },
  );
}

const dialog = page.getByRole("dialog");
const save = dialog.getByRole("button", { name: en.places.save, exact: true });

test("home is set by a search", async () => {
  await show();
  await page.getByRole("button", { name: /^Home.*Not set yet/ }).click();
  await expect.element(save).toBeDisabled();
  await dialog.getByRole("combobox", { name: en.places.where }).fill("blok m");
  await dialog.getByRole("option", { name: /Blok M Plaza/ }).click();
  await save.click();
  await expect.element(dialog).not.toBeInTheDocument();
  expect(sent).toEqual([["place.save", { 0: { kind: "home", place: BLOK_M } }]]);
});

test("a place is renamed and removed", async () => {
  await show();
  await page.getByRole("button", { name: /^Gym.*Blok M Plaza/ }).click();
  await dialog.getByLabelText(en.places.name, { exact: true }).fill("Pool");
  await save.click();
  await expect.element(dialog).not.toBeInTheDocument();
  saved = [];
  await page.getByRole("button", { name: "Remove Gym" }).click();
  await expect.element(page.getByRole("button", { name: /^Gym/ })).not.toBeInTheDocument();
  expect(sent).toEqual([
    ["place.change", { 0: { placeId: "p2", name: "Pool", place: BLOK_M } }],
    ["place.delete", { 0: { placeId: "p2" } }],
  ]);
});

test("a refusal is said where the place is edited", async () => {
  refusal = "PLACE_EXISTS";
  await show();
  await page.getByRole("button", { name: /^Gym.*Blok M Plaza/ }).click();
  await save.click();
  await expect.element(dialog.getByText(/already/)).toBeVisible();
});
