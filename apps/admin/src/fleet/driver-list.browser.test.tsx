import { renderOnPage } from "@atlas/ui/testing/atlas-page";
import { useState, type ReactNode } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import { DriverList, type ListedDriver } from "./driver-list.tsx";

const DRIVERS = ["Agus", "Budi", "Citra"].map((name, index): ListedDriver => {
  return { driverId: `driver-${index}`, name, plate: `B ${index}`, look: "available" };
});
const row = (name: string) => page.getByRole("button", { name: new RegExp(name) });
const select = vi.fn<(driverId: string) => void>();

/** A list whose drivers change when its button is pressed. */
function Changing({ next }: { readonly next: readonly ListedDriver[] }): ReactNode {
  const [drivers, setDrivers] = useState<readonly ListedDriver[]>(DRIVERS);
  // The test says when, without taking the focus from the list.
  return (
    <div onMouseEnter={() => setDrivers(next)}>
      <p>A second later</p>
      <DriverList label="Drivers" drivers={drivers} more={0} selectedId={null} onSelect={select} emptyHint="" />
    </div>
  );
}

async function show(node: ReactNode): Promise<void> {
  await renderOnPage(
    <>
      <input aria-label="Before" />
      {node}
    </>,
    { messages: { en, id } },
  );
}

async function showList(more = 0): Promise<void> {
  await show(
    <DriverList
      label="Drivers"
      drivers={DRIVERS}
      more={more}
      selectedId="driver-1"
      onSelect={select}
      emptyHint="Nobody"
    />,
  );
}

beforeEach(() => {
  select.mockClear();
});

test("Tab leads into the list once, arrows move in it, and Enter chooses", async () => {
  await showList();
  await page.getByLabelText("Before").click();
  await userEvent.keyboard("{Tab}");
  await expect.element(row("Agus")).toHaveFocus();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}");
  await expect.element(row("Citra")).toHaveFocus();
  await userEvent.keyboard("{ArrowUp}{Enter}");
  expect(select).toHaveBeenCalledExactlyOnceWith("driver-1");
  await userEvent.keyboard("{End}");
  await expect.element(row("Citra")).toHaveFocus();
  await userEvent.keyboard("{Home}");
  await expect.element(row("Agus")).toHaveFocus();
  await userEvent.keyboard("{Tab}");
  await expect.element(row("Budi")).not.toHaveFocus();
});

test("j and k lead there from anywhere, and in a field they are letters", async () => {
  await showList();
  await userEvent.keyboard("j");
  await expect.element(row("Agus")).toHaveFocus();
  await userEvent.keyboard("jj");
  await expect.element(row("Citra")).toHaveFocus();
  await userEvent.keyboard("k");
  await expect.element(row("Budi")).toHaveFocus();
  const field = page.getByLabelText("Before");
  await field.click();
  await userEvent.keyboard("jk");
  await expect.element(field).toHaveValue("jk");
  await expect.element(field).toHaveFocus();
});

test("the driver who is selected is marked, and of more the list says how many there are", async () => {
  await showList(120);
  await expect.element(row("Budi")).toHaveAttribute("aria-pressed", "true");
  await expect.element(row("Agus")).toHaveAttribute("aria-pressed", "false");
  await expect.element(page.getByText(/^120 more/)).toBeVisible();
});

test("a driver who leaves under the focus hands it to the one who takes the place", async () => {
  await show(<Changing next={DRIVERS.filter(({ name }) => name !== "Budi")} />);
  await userEvent.keyboard("jj");
  await expect.element(row("Budi")).toHaveFocus();
  await page.getByText("A second later").hover();
  await expect.element(row("Citra")).toHaveFocus();
});

test("a list that nobody has the focus in takes it from nobody", async () => {
  await show(<Changing next={DRIVERS.filter(({ name }) => name !== "Budi")} />);
  await userEvent.keyboard("jj");
  const field = page.getByLabelText("Before");
  await field.click();
  await page.getByText("A second later").hover();
  await expect.element(row("Budi")).not.toBeInTheDocument();
  await expect.element(field).toHaveFocus();
});

test("without drivers it says so", async () => {
  await show(
    <DriverList label="Drivers" drivers={[]} more={0} selectedId={null} onSelect={select} emptyHint="Zoom out." />,
  );
  await expect.element(page.getByText(en.fleet.nobody)).toBeVisible();
  await expect.element(page.getByText("Zoom out.")).toBeVisible();
});
