import { beforeEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";

import { uiEn } from "../messages/en.ts";
import { pointer, renderOnPage } from "../testing/atlas-page.tsx";
import { Sheet } from "./sheet.tsx";

const HANDLE = "button[aria-expanded]";
const FURTHER_THAN_A_PRESS = 60;
const body = page.getByText("Three cars are near");
const collapse = page.getByRole("button", { name: uiEn.sheet.collapse });
const expand = page.getByRole("button", { name: uiEn.sheet.expand });

beforeEach(async () => {
  await page.viewport(390, 844);
  await renderOnPage(
    <div className="relative h-dvh">
      <Sheet label="Trip" header={<h2>Where to?</h2>} footer={<button type="button">Book</button>}>
        <p>Three cars are near</p>
      </Sheet>
    </div>,
  );
});

async function expectFolded(): Promise<void> {
  await expect.element(expand).toHaveAttribute("aria-expanded", "false");
  await expect.element(body).not.toBeInTheDocument();
  await expect.element(page.getByRole("heading", { name: "Where to?" })).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Book" })).toBeVisible();
}

async function expectUnfolded(): Promise<void> {
  await expect.element(collapse).toHaveAttribute("aria-expanded", "true");
  await expect.element(body).toBeVisible();
}

describe.each(["mouse", "touch"] as const)("with a %s", (kind) => {
  const dragBy = async (y: number): Promise<void> => {
    await pointer.press(kind, HANDLE);
    await pointer.drag(kind, { x: 0, y });
    await pointer.release(kind);
  };

  test("dragged down it folds, and up again it unfolds", async () => {
    await dragBy(FURTHER_THAN_A_PRESS);
    await expectFolded();
    await dragBy(-FURTHER_THAN_A_PRESS);
    await expectUnfolded();
  });

  test("dragged up while it is open it stays open", async () => {
    await dragBy(-FURTHER_THAN_A_PRESS);
    await expectUnfolded();
  });
});

test("a press folds it, and a second one unfolds it", async () => {
  await collapse.click();
  await expectFolded();
  await expand.click();
  await expectUnfolded();
});

test("a keyboard folds and unfolds it, after a drag too", async () => {
  await pointer.press("mouse", HANDLE);
  await pointer.drag("mouse", { x: 0, y: FURTHER_THAN_A_PRESS });
  await pointer.release("mouse");
  await expectFolded();
  await expect.element(expand).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  await expectUnfolded();
  await userEvent.keyboard(" ");
  await expectFolded();
});

test("on a larger screen it is a panel that is always open", async () => {
  await collapse.click();
  await expectFolded();
  await page.viewport(1280, 800);
  await expect.element(body).toBeVisible();
  expect(page.getByRole("button", { name: uiEn.sheet.expand }).query()).toBeNull();
});
