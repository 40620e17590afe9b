import { renderOnPage } from "@atlas/ui/testing/atlas-page";
import { useInfiniteQuery } from "@tanstack/react-query";
import { parseAsArrayOf, parseAsStringLiteral, useQueryStates } from "nuqs";
import { NuqsAdapter } from "nuqs/adapters/react";
import { useCallback, type ReactNode } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import { openAt } from "../testing/address.ts";
import { ChoiceFilter } from "./choice-filter.tsx";
import { ColumnsMenu, shownColumns } from "./columns-menu.tsx";
import type { Column } from "./data-table.tsx";
import { DayRangeFilter } from "./day-range-filter.tsx";
import { push } from "../testing/router.ts";
import { ListBar } from "./list-bar.tsx";
import { AS_STEP, AS_TYPED, isFiltered, LIST_STATE, orNull, parseAsDay } from "./list-state.ts";
import { PagedTable } from "./paged-table.tsx";
import { SearchBox } from "./search-box.tsx";
import { useSelection } from "./selection.ts";

vi.mock("next/navigation", async () => {
  const router = await import("../testing/router.ts");
  return { useRouter: () => ({ push: router.push }) };
});

interface Driver {
  readonly name: string;
  readonly state: "online" | "offline";
}
const DRIVERS: readonly Driver[] = [
  { name: "Wati", state: "online" },
  { name: "Agus", state: "offline" },
  { name: "Budi", state: "online" },
];
const STATES = ["online", "offline"] as const;
const LIST = { ...LIST_STATE, state: parseAsArrayOf(parseAsStringLiteral(STATES)), from: parseAsDay, to: parseAsDay };
const COLUMNS: readonly Column<Driver>[] = [
  { key: "name", header: "Driver", cell: ({ name }) => <a href={`#${name}`}>{name}</a>, isFixed: true },
  { key: "state", header: "State", cell: ({ state }) => state },
  { key: "city", header: "City", cell: () => "Jakarta", isOptional: true },
];

function Drivers(): ReactNode {
  const [list, setList] = useQueryStates(LIST, AS_STEP);
  const search = useCallback((q: string) => void setList({ q }, AS_TYPED), [setList]);
  const rows = DRIVERS.filter(({ name, state }) => name.includes(list.q) && (list.state?.includes(state) ?? true));
  const query = useInfiniteQuery({
    queryKey: ["drivers", list],
    queryFn: async () => ({ items: rows }),
    initialPageParam: 0,
    getNextPageParam: () => null,
  });
  const selection = useSelection(JSON.stringify(list));
  return (
    <NotATable>
      <ListBar
        isFiltered={isFiltered(list)}
        onClear={() => void setList(null)}
        tools={
          <ColumnsMenu
            columns={COLUMNS}
            chosen={list.columns}
            onChange={(columns) => void setList({ columns: columns && [...columns] })}
          />
        }
      >
        <SearchBox label="Search drivers" query={list.q} onSearch={search} />
        <ChoiceFilter
          label="State"
          options={STATES.map((value) => ({ value, label: value }))}
          chosen={list.state ?? []}
          onChange={(state) => void setList({ state: orNull(state) })}
        />
        <DayRangeFilter
          label="Since"
          range={{ from: list.from, to: list.to }}
          onChange={(range) => void setList(range)}
        />
      </ListBar>
      <p>{selection.chosen.size} chosen</p>
      <PagedTable
        caption="Drivers"
        columns={shownColumns(COLUMNS, list.columns)}
        query={query}
        rowKey={({ name }) => name}
        hrefOf={({ name }) => `/drivers/${name}`}
        selection={selection}
        isFilling
        empty={{ icon: null, title: "No driver matches" }}
      />
    </NotATable>
  );
}

function NotATable({ children }: { readonly children: ReactNode }): ReactNode {
  return <div>{children}</div>;
}

const table = page.getByRole("table", { name: "Drivers" });

function names(): (string | null)[] {
  return table
    .getByRole("row")
    .elements()
    .slice(1)
    .map((row) => row.querySelector("a")?.textContent ?? null);
}

function address(): Record<string, string> {
  return Object.fromEntries(new URL(window.location.href).searchParams);
}

/** Draws the list as the address has it. */
async function show(search = ""): Promise<void> {
  openAt(search);
  await renderOnPage(
    <NuqsAdapter>
      <Drivers />
    </NuqsAdapter>,
    { messages: { en, id } },
  );
}

beforeEach(async () => {
  push.mockReset();
  await page.viewport(1280, 800);
});

test("a filter stands in the address, a reload keeps it, and Back takes it away", async () => {
  await show();
  await expect.element(table).toBeVisible();
  await page.getByRole("button", { name: "State" }).click();
  await page.getByRole("checkbox", { name: "offline" }).click();
  await expect.element(page.getByText("State: offline")).toBeVisible();
  await vi.waitFor(() => expect(address()).toEqual({ state: "offline" }));
  await vi.waitFor(() => expect(names()).toEqual(["Agus"]));
  window.history.back();
  await vi.waitFor(() => expect(names()).toEqual(["Wati", "Agus", "Budi"]));
  expect(address()).toEqual({});
});

test("what the address says is shown at once, and what it cannot mean is left out", async () => {
  await show("?state=online,nonsense&q=B&from=2026-02-30&to=2026-11-30");
  await vi.waitFor(() => expect(names()).toEqual(["Budi"]));
  await expect.element(page.getByRole("searchbox", { name: "Search drivers" })).toHaveValue("B");
  await expect.element(page.getByText("Since: until 30 Nov 2026")).toBeVisible();
});

test("several choices are one list, and clearing brings everything back", async () => {
  await show("?state=online,offline&q=i");
  await vi.waitFor(() => expect(names()).toEqual(["Wati", "Budi"]));
  await page.getByRole("button", { name: en.table.clear }).click();
  await vi.waitFor(() => expect(names()).toHaveLength(3));
  expect(page.getByRole("button", { name: en.table.clear }).query()).toBeNull();
});

test("j and k move over the rows, Enter opens, x chooses, and a slash leads to the search", async () => {
  await show();
  await expect.element(table).toBeVisible();
  await userEvent.keyboard("jj");
  await vi.waitFor(() => expect(document.activeElement?.textContent).toContain("Agus"));
  await userEvent.keyboard("k");
  await vi.waitFor(() => expect(document.activeElement?.textContent).toContain("Wati"));
  await userEvent.keyboard("xjx");
  await expect.element(page.getByText("2 chosen")).toBeVisible();
  await userEvent.keyboard("x{Enter}");
  await expect.element(page.getByText("1 chosen")).toBeVisible();
  expect(push).toHaveBeenCalledExactlyOnceWith("/drivers/Agus");
  await userEvent.keyboard("/");
  const search = page.getByRole("searchbox", { name: "Search drivers" });
  await expect.element(search).toHaveFocus();
  await userEvent.keyboard("xjk/?");
  await expect.element(search).toHaveValue("xjk/?");
  expect(page.getByRole("dialog").query()).toBeNull();
  await expect.element(page.getByText("No driver matches")).toBeVisible();
});

test("a question mark shows the shortcuts, and while they are open no row moves", async () => {
  await show();
  await expect.element(table).toBeVisible();
  await userEvent.keyboard("?");
  const dialog = page.getByRole("dialog", { name: en.table.keys.title });
  await expect.element(dialog).toBeVisible();
  await userEvent.keyboard("j");
  expect(document.activeElement?.closest("tr")).toBeNull();
  await userEvent.keyboard("{Escape}");
  expect(dialog.query()).toBeNull();
});

test("a press on a row opens it, with Ctrl in a tab of its own, and what is inside a row does what it does", async () => {
  const opened = vi.spyOn(window, "open").mockReturnValue(null);
  await show();
  await page.getByRole("cell", { name: "offline" }).click();
  expect(push).toHaveBeenCalledExactlyOnceWith("/drivers/Agus");
  await page.getByRole("cell", { name: "offline" }).click({ modifiers: ["Control"] });
  expect(opened).toHaveBeenCalledExactlyOnceWith("/drivers/Agus", "_blank", "noopener");
  await page.getByRole("checkbox", { name: en.table.choose, exact: true }).first().click();
  await expect.element(page.getByText("1 chosen")).toBeVisible();
  await page.getByRole("link", { name: "Budi" }).click();
  expect(push).toHaveBeenCalledTimes(1);
  opened.mockRestore();
});

test("all rows in sight are chosen together, and another list has none chosen", async () => {
  await show();
  await page.getByRole("checkbox", { name: en.table.chooseAll }).click();
  await expect.element(page.getByText("3 chosen")).toBeVisible();
  await page.getByRole("searchbox").fill("Wati");
  await expect.element(page.getByText("0 chosen")).toBeVisible();
});

test("columns are chosen, stand in the address, and go back to the usual ones without a trace", async () => {
  await show();
  await expect.element(page.getByRole("columnheader", { name: "State" })).toBeVisible();
  await page.getByRole("button", { name: en.table.columns }).click();
  await page.getByRole("checkbox", { name: "City" }).click();
  await page.getByRole("checkbox", { name: "State" }).click();
  await userEvent.keyboard("{Escape}");
  await expect.element(page.getByRole("columnheader", { name: "City" })).toBeVisible();
  expect(page.getByRole("columnheader", { name: "State" }).query()).toBeNull();
  await vi.waitFor(() => expect(address()).toEqual({ columns: "name,city" }));
  await page.getByRole("button", { name: en.table.columns }).click();
  await page.getByRole("checkbox", { name: "City" }).click();
  await page.getByRole("checkbox", { name: "State" }).click();
  await vi.waitFor(() => expect(address()).toEqual({}));
});

test("a range of days is chosen by one press, or typed", async () => {
  await show();
  await page.getByRole("button", { name: "Since" }).click();
  await page.getByLabelText(en.table.from).fill("2026-11-01");
  await page.getByLabelText(en.table.to).fill("2026-11-02");
  await page.getByRole("button", { name: en.table.apply }).click();
  await vi.waitFor(() => expect(address()).toEqual({ from: "2026-11-01", to: "2026-11-02" }));
  await page.getByRole("button", { name: /^Since/ }).click();
  await page.getByRole("button", { name: en.table.ranges.yesterday }).click();
  await vi.waitFor(() => expect(address()["from"]).toBe(address()["to"]));
  await page.getByRole("button", { name: /^Since/ }).click();
  await page.getByRole("button", { name: en.table.everything }).click();
  await vi.waitFor(() => expect(address()).toEqual({}));
});
