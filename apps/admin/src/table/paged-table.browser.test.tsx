import { renderOnPage } from "@atlas/ui/testing/atlas-page";
import { uiEn } from "@atlas/ui/messages/en";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import { PagedTable } from "./paged-table.tsx";

vi.mock("next/navigation", async () => {
  const router = await import("../testing/router.ts");
  return { useRouter: () => ({ push: router.push }) };
});

interface Row {
  readonly name: string;
  readonly debt: string;
}
interface Page {
  readonly items: readonly Row[];
  readonly next: number | null;
}

const read = vi.fn<(cursor: number) => Promise<Page>>();
const COLUMNS = [
  { key: "name", header: "Driver", cell: (row: Row) => row.name },
  { key: "debt", header: "Owes", cell: (row: Row) => row.debt, isNumeric: true },
  { key: "city", header: "City", cell: () => "Jakarta", isSecondary: true },
];
const table = page.getByRole("table", { name: "Drivers" });

function Drivers(): ReactNode {
  const query = useInfiniteQuery({
    queryKey: ["drivers"],
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
    retry: false,
  });
  return (
    <div style={{ width: 320 }}>
      <PagedTable
        caption="Drivers"
        columns={COLUMNS}
        query={query}
        rowKey={({ name }) => name}
        empty={{ icon: null, title: "No driver yet" }}
      />
    </div>
  );
}

beforeEach(async () => {
  read.mockReset();
  await page.viewport(1280, 800);
});

async function show(): Promise<void> {
  await renderOnPage(<Drivers />, { messages: { en, id } });
}

function names(): (string | null)[] {
  return table
    .getByRole("row")
    .elements()
    .slice(1)
    .map((row) => row.querySelector("td")?.textContent ?? null);
}

test("it says that it loads, then shows its rows in the order in which they came", async () => {
  const { promise, resolve } = Promise.withResolvers<Page>();
  read.mockReturnValueOnce(promise);
  await show();
  await expect.element(page.getByRole("status", { name: uiEn.loading })).toBeVisible();
  const items = ["Wati", "Agus", "Budi"].map((name) => ({ name, debt: "Rp 0" }));
  resolve({ items, next: null });
  await expect.element(table).toBeVisible();
  expect(names()).toEqual(["Wati", "Agus", "Budi"]);
});

test("without a row it says so", async () => {
  read.mockResolvedValueOnce({ items: [], next: null });
  await show();
  await expect.element(page.getByText("No driver yet")).toBeVisible();
  expect(table.query()).toBeNull();
});

test("a failure is said in words, and another try brings the rows", async () => {
  read.mockRejectedValueOnce(new TypeError("Failed to fetch"));
  read.mockResolvedValueOnce({ items: [{ name: "Wati", debt: "Rp 0" }], next: null });
  await show();
  await expect.element(page.getByText(uiEn.errors.NETWORK)).toBeVisible();
  await page.getByRole("button", { name: uiEn.retry }).click();
  await expect.element(table).toBeVisible();
});

test("rows that cannot be read again stay, and it says that they are old", async () => {
  read.mockResolvedValueOnce({ items: [{ name: "Wati", debt: "Rp 0" }], next: 1 });
  read.mockRejectedValueOnce(new TypeError("Failed to fetch"));
  await show();
  await page.getByRole("button", { name: en.common.more }).click();
  await expect.element(page.getByRole("alert").getByText(en.table.outdated, { exact: false })).toBeVisible();
  await expect.element(page.getByRole("cell", { name: "Wati" })).toBeVisible();
});

test("more rows follow the ones in sight, by keyboard too", async () => {
  read.mockImplementation(async (cursor) => ({
    items: [{ name: `Driver ${cursor}`, debt: "Rp 0" }],
    next: cursor < 1 ? 1 : null,
  }));
  await show();
  await expect.element(table).toBeVisible();
  const region = page.getByRole("region", { name: "Drivers" });
  const more = page.getByRole("button", { name: en.common.more });
  await userEvent.tab();
  await expect.element(region).toHaveFocus();
  await userEvent.tab();
  await expect.element(more).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("cell", { name: "Driver 1" })).toBeVisible();
  expect(names()).toEqual(["Driver 0", "Driver 1"]);
  expect(more.query()).toBeNull();
});

test("a table that is wider than its place is scrolled by arrow keys", async () => {
  const name = "Raden Mas Suryadiningrat Kusumawardhana";
  read.mockResolvedValueOnce({ items: [{ name, debt: "Rp 123.456.789.012,00 sejak bulan lalu" }], next: null });
  await show();
  await expect.element(table).toBeVisible();
  const region = page.getByRole("region", { name: "Drivers" }).element();
  await userEvent.tab();
  await userEvent.keyboard("{ArrowRight}");
  await vi.waitFor(() => expect(region.scrollLeft).toBeGreaterThan(0));
});

test("on a phone what is secondary gives way", async () => {
  read.mockResolvedValueOnce({ items: [{ name: "Wati", debt: "Rp 0" }], next: null });
  await show();
  await expect.element(page.getByRole("columnheader", { name: "City" })).toBeVisible();
  await page.viewport(390, 844);
  expect(page.getByRole("columnheader", { name: "City" }).query()).toBeNull();
  await expect.element(page.getByRole("columnheader", { name: "Owes" })).toBeVisible();
});
