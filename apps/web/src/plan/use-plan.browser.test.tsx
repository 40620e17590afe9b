import { RpcProvider } from "@atlas/features/rpc";
import { type Gateway, renderOnPage } from "@atlas/ui/testing/atlas-page";
import { NuqsAdapter } from "nuqs/adapters/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import type { Place } from "../views.ts";
import { ChooseStep } from "./choose-step.tsx";
import { dropPlan, keepPlan, keptPlan } from "./kept-plan.ts";
import type { Plan } from "./plan.ts";
import { usePlan } from "./use-plan.ts";
import { useQuotes } from "./use-quotes.ts";

const home = { label: "Stasiun Gambir", lat: -6.1767, lng: 106.8306 };
const work = { label: "Blok M, Kebayoran Baru", lat: -6.2444, lng: 106.7983 };
const READY: Plan = { step: { name: "choose" }, pickup: home, dropoff: work, vehicleType: "go-ride" };
const PRICE = {
  cityId: "jakarta",
  vehicleType: "go-ride",
  pickup: home,
  dropoff: work,
  distanceM: 8_000,
  durationS: 1_500,
  isEstimate: false,
  fareMinor: "24000",
  currency: "IDR",
  surge: 1,
  route: { distanceM: 8_000, durationS: 1_500, geometry: [], isEstimate: false },
  pickupEtaS: 180,
  breakdown: { baseMinor: "8000", distanceMinor: "16000", timeMinor: "0", minimumMinor: "8000" },
};
const SOMEBODY = { user: { id: "r1", name: "Siti", email: "siti@example.com" }, session: { id: "s1" } };

const before = window.location.href;
let asked: string[] = [];
beforeEach(() => {
  asked = [];
  history.pushState(null, "", "/ride");
});
afterEach(() => {
  dropPlan();
  history.replaceState(null, "", before);
});

function respond(isSignedIn: boolean): Gateway {
  return (path) => {
    if (path.endsWith("/get-session")) return Response.json(isSignedIn ? SOMEBODY : null);
    if (!path.startsWith("/trpc/")) return Response.json(null);
    const calls = path.replace(/^\/trpc\//, "").split(",");
    asked.push(...calls);
    return Response.json(calls.map(() => ({ result: { data: [PRICE] } })));
  };
}

/** The steps without their map. */
function Steps({ located = null }: { readonly located?: Place | null }): ReactNode {
  const { plan, dispatch } = usePlan(located);
  return (
    <>
      <h1>{plan.step.name}</h1>
      <p>{plan.dropoff?.label ?? "nowhere"}</p>
      <input aria-label="Search" defaultValue="" />
      <button type="button" onClick={() => dispatch({ type: "search", end: "dropoff" })}>
        Search destination
      </button>
      <button
        type="button"
        onClick={() => {
          dispatch({ type: "place", end: "pickup", place: home });
          dispatch({ type: "place", end: "dropoff", place: work });
        }}
      >
        To work
      </button>
      <button type="button" onClick={() => dispatch({ type: "vehicle", vehicleType: "go-car" })}>
        By car
      </button>
      <button type="button" onClick={() => dispatch({ type: "back" })}>
        Back
      </button>
    </>
  );
}

function Prices(): ReactNode {
  const quotes = useQuotes(home, work);
  return <ChooseStep plan={READY} city={null} quotes={quotes} dispatch={() => {}} />;
}

async function show(node: ReactNode, gateway: Gateway = respond(false)): Promise<void> {
  await renderOnPage(
    <NuqsAdapter>
      <RpcProvider>{node}</RpcProvider>
    </NuqsAdapter>,
    { messages: { en, id }, gateway },
  );
}

const heading = (name: string): ReturnType<typeof page.getByRole> => page.getByRole("heading", { name });
const press = async (name: string): Promise<void> => page.getByRole("button", { name }).click();

test("each step is one of the browser's: Back, Forward, the arrow and Escape go through them", async () => {
  await show(<Steps />);
  await press("Search destination");
  await expect.element(heading("search")).toBeVisible();
  await press("To work");
  await expect.element(heading("choose")).toBeVisible();
  expect(new URL(location.href).searchParams.get("to")).toBe("-6.2444,106.7983,Blok M, Kebayoran Baru");
  history.back();
  await expect.element(page.getByText("nowhere")).toBeVisible();
  history.forward();
  await expect.element(page.getByText(work.label)).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await expect.element(page.getByText("nowhere")).toBeVisible();
});

test("another vehicle is no step: Back undoes the destination", async () => {
  await show(<Steps />);
  await press("Search destination");
  await expect.element(heading("search")).toBeVisible();
  const length = history.length;
  await press("To work");
  await expect.element(heading("choose")).toBeVisible();
  const stepped = history.length;
  await press("By car");
  await expect.poll(() => new URL(location.href).searchParams.get("ride")).toBe("go-car");
  expect([stepped > length, history.length]).toEqual([true, stepped]);
});

test("Escape in a search that has text is the search's own", async () => {
  await show(<Steps />);
  await press("Search destination");
  await expect.element(heading("search")).toBeVisible();
  await page.getByLabelText("Search", { exact: true }).fill("Blok");
  await userEvent.keyboard("{Escape}");
  await expect.element(heading("search")).toBeVisible();
  await page.getByLabelText("Search", { exact: true }).fill("");
  await userEvent.keyboard("{Escape}");
  await expect.element(heading("home")).toBeVisible();
});

test("a stranger sees prices that bind nobody, and booking keeps the plan and leads to the sign-in", async () => {
  await show(<Prices />);
  await expect.element(page.getByText(en.plan.priceNow)).toBeVisible();
  expect(asked.filter((call) => call !== "account.time")).toEqual(["order.estimate"]);
  expect(keptPlan()).toBeNull();
  const book = page.getByRole("link", { name: /Book ride · Rp/ });
  await expect.element(book).toHaveAttribute("href", "/sign-in");
  // There is no other page to go to.
  addEventListener("click", (event) => event.preventDefault(), { capture: true, once: true });
  await book.click();
  expect(keptPlan()).toContain("step=pay");
});

test("who has signed in goes on with the plan that was kept, once", async () => {
  keepPlan({ ...READY, step: { name: "confirm" } });
  await show(<Steps />, respond(true));
  await expect.element(heading("confirm")).toBeVisible();
  await expect.element(page.getByText(work.label)).toBeVisible();
  expect(keptPlan()).toBeNull();
});

test("a stranger's kept plan stays where it is until somebody signs in", async () => {
  keepPlan({ ...READY, step: { name: "confirm" } });
  await show(<Steps />);
  await expect.element(heading("home")).toBeVisible();
  expect(keptPlan()).toContain("step=pay");
});
