import { useState, type ReactNode } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { uiEn } from "../messages/en.ts";
import { renderOnPage } from "../testing/atlas-page.tsx";
import { Palette, type PaletteGroup } from "./palette.tsx";

const select = vi.fn<(name: string) => void>();
const close = vi.fn<() => void>();
const field = page.getByRole("combobox", { name: "Search" });
const PEOPLE = ["Budi Santoso", "Siti Rahayu", "Budiman"];

beforeEach(async () => {
  select.mockReset();
  close.mockReset();
  await page.viewport(1280, 800);
});

interface Shown {
  readonly isLoading?: boolean;
  readonly failure?: ReactNode;
}

function Search({ isLoading = false, failure }: Shown): ReactNode {
  const [text, setText] = useState("");
  const match = (name: string): boolean => name.toLowerCase().includes(text.toLowerCase());
  const group = (key: string, title: string, names: readonly string[]): PaletteGroup => ({
    key,
    title,
    items: names.filter(match).map((name) => ({ key: name, icon: null, label: name, onSelect: () => select(name) })),
  });
  return (
    <Palette
      title="Search"
      placeholder="Name"
      onClose={close}
      text={text}
      onText={setText}
      groups={[group("people", "People", PEOPLE), group("pages", "Pages", ["Staff"])]}
      isLoading={isLoading}
      failure={failure}
    />
  );
}

const chosen = () => page.getByRole("option", { selected: true });

test("what is typed narrows the list, and Enter opens what is marked", async () => {
  await renderOnPage(<Search />);
  await expect.element(field).toHaveFocus();
  await userEvent.keyboard("bud");
  await expect.element(page.getByRole("group", { name: "People" })).toBeVisible();
  expect(page.getByRole("group", { name: "Pages" }).query()).toBeNull();
  await expect.element(chosen()).toHaveTextContent("Budi Santoso");
  expect(chosen().element().querySelector("mark")?.textContent).toBe("Bud");
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(select.mock.calls).toEqual([["Budiman"]]);
});

test("arrows go round through all groups, and the field says which one is marked", async () => {
  await renderOnPage(<Search />);
  await userEvent.keyboard("{ArrowUp}");
  await expect.element(chosen()).toHaveTextContent("Staff");
  await expect.element(field).toHaveAttribute("aria-activedescendant", chosen().element().id);
  await expect.element(field).toHaveFocus();
  await userEvent.keyboard("{ArrowDown}");
  await expect.element(chosen()).toHaveTextContent("Budi Santoso");
});

test("a pointer marks and opens", async () => {
  await renderOnPage(<Search />);
  await page.getByRole("option", { name: "Siti Rahayu" }).click();
  expect(select.mock.calls).toEqual([["Siti Rahayu"]]);
});

test("Escape closes", async () => {
  await renderOnPage(<Search />);
  await expect.element(field).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  expect(close).toHaveBeenCalledOnce();
});

test("without a match it says so, and Enter opens nothing", async () => {
  await renderOnPage(<Search />);
  await userEvent.keyboard("zz{Enter}");
  await expect.element(page.getByText("Nothing matches “zz”.")).toBeVisible();
  await expect.element(page.getByRole("status")).toHaveTextContent("No results");
  expect(select).not.toHaveBeenCalled();
});

test("while it loads nothing is called missing, and a failure stands in place of results", async () => {
  await renderOnPage(<Search isLoading />);
  await userEvent.keyboard("zz");
  await expect.element(page.getByRole("status")).toHaveTextContent(uiEn.palette.loading);
  expect(page.getByText("Nothing matches “zz”.").query()).toBeNull();
  await renderOnPage(<Search failure={<p>It did not load</p>} />);
  await expect.element(page.getByText("It did not load")).toBeVisible();
});

test("on a phone it has the whole screen", async () => {
  await page.viewport(390, 844);
  await renderOnPage(<Search />);
  const { width, height } = page.getByRole("dialog").element().getBoundingClientRect();
  expect([width, height]).toEqual([390, 844]);
});
