import { RpcProvider } from "@atlas/features/rpc";
import { renderOnPage } from "@atlas/ui/testing/atlas-page";
import { parseAsStringLiteral, useQueryStates } from "nuqs";
import { NuqsAdapter } from "nuqs/adapters/react";
import type { ReactNode } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import { openAt } from "../testing/address.ts";
import { AS_STEP, LIST_STATE } from "./list-state.ts";
import { ViewsMenu } from "./views-menu.tsx";

const LIST = { ...LIST_STATE, state: parseAsStringLiteral(["open", "closed"] as const) };

interface View {
  readonly viewId: string;
  readonly list: "alerts";
  readonly name: string;
  readonly query: string;
  readonly isDefault: boolean;
}

let views: View[] = [];
/** No view is taken any more. */
let isFull = false;

function view(name: string, query: string, isDefault = false): View {
  return {
    viewId: `0197a3c0-0000-7000-8000-${name.length.toString().padStart(12, "0")}`,
    list: "alerts",
    name,
    query,
    isDefault,
  };
}

const FULL = { error: { message: "full", code: -32_009, data: { atlasCode: "VIEWS_FULL", httpStatus: 409 } } };

/** The gateway's views: each call of a batch, in its order. */
async function respond(path: string, request: Request): Promise<Response> {
  if (!path.startsWith("/trpc/")) return Response.json(null);
  const calls = path.replace(/^\/trpc\//, "").split(",");
  if (isFull && calls.includes("views.save")) return Response.json([FULL], { status: 409 });
  const body: unknown = request.method === "POST" ? await request.json() : {};
  return Response.json(calls.map((call, n) => ({ result: { data: run(call, inputOf(body, n)) } })));
}

function inputOf(body: unknown, n: number): Record<string, unknown> {
  const input =
    typeof body === "object" && body !== null ? Object.entries(body).find(([key]) => key === String(n))?.[1] : {};
  return typeof input === "object" && input !== null ? { ...input } : {};
}

function run(call: string, input: Record<string, unknown>): unknown {
  if (call === "views.list") return views;
  if (call === "views.save") views = [...views, view(String(input["name"]), String(input["query"]))];
  if (call === "views.delete") views = views.filter(({ viewId }) => viewId !== input["viewId"]);
  if (call === "views.change") {
    views = views.map((each) => {
      if (each.viewId === input["viewId"]) return { ...each, ...input };
      return input["isDefault"] === true ? { ...each, isDefault: false } : each;
    });
  }
  return null;
}

function List(): ReactNode {
  const [list, setList] = useQueryStates(LIST, AS_STEP);
  return (
    <>
      <button type="button" onClick={() => void setList({ state: "closed" })}>
        closed ones
      </button>
      <button type="button" onClick={() => void setList(null)}>
        all
      </button>
      <p>{`state ${list.state ?? "any"}, columns ${list.columns?.join("+") ?? "usual"}`}</p>
      <ViewsMenu list="alerts" state={LIST} />
    </>
  );
}

async function show(search = ""): Promise<void> {
  openAt(search);
  await renderOnPage(
    <NuqsAdapter>
      <RpcProvider>
        <List />
      </RpcProvider>
    </NuqsAdapter>,
    { messages: { en, id }, gateway: respond },
  );
}

function address(): Record<string, string> {
  return Object.fromEntries(new URL(window.location.href).searchParams);
}

const menu = page.getByRole("button", { name: /^Views/ });

beforeEach(async () => {
  views = [];
  isFull = false;
  await page.viewport(1280, 800);
});

test("what is in the address is saved under a name, chosen again, and Back leads to what was before", async () => {
  await show("?state=closed&columns=a,b");
  await menu.click();
  await expect.element(page.getByText("No views yet. Save this one under a name.")).toBeVisible();
  await page.getByLabelText("Save this view as").fill("Closed");
  await userEvent.keyboard("{Enter}");
  await expect
    .element(page.getByRole("button", { name: "Closed", exact: true }))
    .toHaveAttribute("aria-current", "true");
  expect(views).toMatchObject([{ name: "Closed", query: "columns=a,b&state=closed" }]);
  await userEvent.keyboard("{Escape}");
  await expect.element(page.getByRole("button", { name: "Views: Closed" })).toHaveFocus();
  await page.getByRole("button", { name: "all", exact: true }).click();
  await vi.waitFor(() => expect(address()).toEqual({}));
  await menu.click();
  await page.getByRole("button", { name: "Closed", exact: true }).click();
  await expect.element(page.getByText("state closed, columns a+b")).toBeVisible();
  await vi.waitFor(() => expect(address()).toEqual({ state: "closed", columns: "a,b" }));
  window.history.back();
  await expect.element(page.getByText("state any, columns usual")).toBeVisible();
});

test("by keyboard alone a view is chosen", async () => {
  views = [view("Closed", "state=closed")];
  await show();
  await expect.element(menu).toBeVisible();
  menu.element().focus();
  await userEvent.keyboard("{Enter}");
  const choice = page.getByRole("button", { name: "Closed", exact: true });
  await expect.element(choice).toBeVisible();
  await userEvent.keyboard("{Tab}");
  if (document.activeElement !== choice.element()) choice.element().focus();
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText("state closed, columns usual")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Views: Closed" })).toBeVisible();
});

test("a list that is opened without an address begins with its first view, and what the operator clears stays clear", async () => {
  views = [view("Any", "state=open"), view("Closed", "state=closed", true)];
  await show();
  await expect.element(page.getByText("state closed, columns usual")).toBeVisible();
  await page.getByRole("button", { name: "all", exact: true }).click();
  await expect.element(page.getByText("state any, columns usual")).toBeVisible();
  await menu.click();
  await expect
    .element(page.getByRole("button", { name: "Do not open the list with Closed" }))
    .toHaveAttribute("aria-pressed", "true");
  await expect.element(page.getByText("state any, columns usual")).toBeVisible();
});

test("an address is the truth: its list does not begin with another view", async () => {
  views = [view("Closed", "state=closed", true)];
  await show("?state=open");
  await menu.click();
  await expect.element(page.getByRole("button", { name: "Closed", exact: true })).toBeVisible();
  await expect.element(page.getByText("state open, columns usual")).toBeVisible();
});

test("a view is renamed, made the first one and deleted", async () => {
  views = [view("Old", "state=open")];
  await show("?state=closed");
  await menu.click();
  await page.getByRole("button", { name: "Rename Old" }).click();
  await expect.element(page.getByLabelText("Name", { exact: true })).toHaveFocus();
  await userEvent.keyboard("New name");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("button", { name: "New name", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Open the list with New name" }).click();
  await expect.element(page.getByRole("button", { name: "Do not open the list with New name" })).toBeVisible();
  expect(views).toMatchObject([{ name: "New name", isDefault: true }]);
  await page.getByRole("button", { name: "Delete New name" }).click();
  await expect.element(page.getByText("No views yet. Save this one under a name.")).toBeVisible();
});

test("what the gateway refuses is said", async () => {
  isFull = true;
  await show("?state=open");
  await menu.click();
  await page.getByLabelText("Save this view as").fill("One more");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText(/Delete one first/)).toBeVisible();
  expect(views).toEqual([]);
});
