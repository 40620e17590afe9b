import { useState, type ReactNode } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { uiEn } from "../messages/en.ts";
import { renderOnPage } from "../testing/atlas-page.tsx";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Input } from "./field.tsx";

const onClose = vi.fn<() => void>();
const opener = page.getByRole("button", { name: "Cancel trip" });
const dialog = page.getByRole("dialog", { name: "Cancel this trip?" });
const reason = page.getByRole("textbox", { name: "Reason" });

function Trip({ hasField }: { readonly hasField: boolean }): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const close = (): void => {
    onClose();
    setIsOpen(false);
  };
  return (
    <main>
      <Button onClick={() => setIsOpen(true)}>Cancel trip</Button>
      <button type="button">Elsewhere</button>
      <Dialog
        isOpen={isOpen}
        onClose={close}
        title="Cancel this trip?"
        description="The driver reads it at once."
        actions={<Button onClick={close}>Keep it</Button>}
      >
        {hasField ? <Input label="Reason" /> : null}
      </Dialog>
    </main>
  );
}

async function open({ hasField } = { hasField: true }): Promise<void> {
  await renderOnPage(<Trip hasField={hasField} />);
  await opener.click();
  await expect.element(dialog).toBeVisible();
}

beforeEach(async () => {
  onClose.mockReset();
  await page.viewport(1280, 800);
});

test("it is named and described, and what lies behind it cannot be reached", async () => {
  await open();
  await expect.element(dialog).toHaveAccessibleDescription("The driver reads it at once.");
  expect(page.getByRole("button", { name: "Elsewhere" }).query()).toBeNull();
});

test("with a mouse its first field takes the focus, and the keyboard stays inside", async () => {
  await open();
  await expect.element(reason).toHaveFocus();
  await userEvent.tab();
  await expect.element(page.getByRole("button", { name: "Keep it" })).toHaveFocus();
  await userEvent.tab();
  await expect.element(page.getByRole("button", { name: uiEn.close })).toHaveFocus();
  await userEvent.tab();
  await expect.element(reason).toHaveFocus();
});

test("without a field the first button takes it", async () => {
  await open({ hasField: false });
  await expect.element(page.getByRole("button", { name: uiEn.close })).toHaveFocus();
});

test.each(["Escape", "the cross", "the scrim", "an action"])(
  "%s closes it once, and the focus goes back",
  async (how) => {
    await open();
    if (how === "Escape") await userEvent.keyboard("{Escape}");
    if (how === "the cross") await page.getByRole("button", { name: uiEn.close }).click();
    if (how === "an action") await page.getByRole("button", { name: "Keep it" }).click();
    if (how === "the scrim") await userEvent.click(document.body, { position: { x: 5, y: 5 } });
    await expect.element(dialog).not.toBeInTheDocument();
    expect(onClose).toHaveBeenCalledTimes(1);
    await expect.element(opener).toHaveFocus();
  },
);
