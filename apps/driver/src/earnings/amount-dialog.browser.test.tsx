import { formatMoney } from "@atlas/ui/format";
import { uiEn } from "@atlas/ui/messages/en";
import { renderOnPage } from "@atlas/ui/testing/atlas-page";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import { AmountDialog } from "./amount-dialog.tsx";

const onSubmit = vi.fn<(amountMinor: string) => void>();
const onClose = vi.fn<() => void>();
const amount = page.getByRole("textbox", { name: en.earnings.amount });
const ask = page.getByRole("button", { name: "Ask for it" });

async function show(more: { isBusy?: boolean; error?: unknown; note?: string } = {}): Promise<void> {
  await renderOnPage(
    <AmountDialog
      isOpen
      onClose={onClose}
      title="Payout"
      hint="An operator approves it."
      action="Ask for it"
      currency="IDR"
      presets={[{ minor: "50000" }, { minor: "123456", label: "All of it" }]}
      maxMinor="123456"
      onSubmit={onSubmit}
      isBusy={false}
      error={null}
      {...more}
    />,
    { messages: { en, id } },
  );
}

beforeEach(async () => {
  onSubmit.mockReset();
  onClose.mockReset();
  await page.viewport(1280, 800);
});

describe("what was typed", () => {
  test.each([
    ["50000", "50000"],
    ["Rp 50,000", "50000"],
    ["123,456", "123456"],
  ])("%s is %s minor units", async (text, minor) => {
    await show();
    await amount.fill(text);
    await userEvent.keyboard("{Enter}");
    expect(onSubmit).toHaveBeenCalledExactlyOnceWith(minor);
  });

  test.each(["", "nothing", "0", "-5000", "1.5"])(
    "%j is no amount: it says so at the field, and nothing is sent",
    async (text) => {
      await show();
      await amount.fill(text);
      await ask.click();
      await expect.element(amount).toBeInvalid();
      await expect.element(amount).toHaveAccessibleDescription(en.earnings.amountInvalid);
      expect(onSubmit).not.toHaveBeenCalled();
    },
  );

  test("more than there is is refused with what there is, and the next try may be right", async () => {
    await show();
    await amount.fill("123457");
    await ask.click();
    await expect
      .element(amount)
      .toHaveAccessibleDescription(`You have ${formatMoney("123456", "IDR", "en")} available.`);
    expect(onSubmit).not.toHaveBeenCalled();
    await amount.fill("123456");
    await ask.click();
    expect(onSubmit).toHaveBeenCalledExactlyOnceWith("123456");
    await expect.element(amount).toBeValid();
  });
});

test("an amount is chosen with one tap, and sent as it stands there", async () => {
  await show();
  await page.getByRole("button", { name: "All of it" }).click();
  await expect.element(amount).toHaveValue("123,456");
  await page.getByRole("button", { name: "Rp 50,000" }).click();
  await expect.element(amount).toHaveValue("50,000");
  await ask.click();
  expect(onSubmit).toHaveBeenCalledExactlyOnceWith("50000");
});

test("while it is sent it cannot be sent again", async () => {
  await show({ isBusy: true });
  await expect.element(ask).toBeDisabled();
  await amount.fill("50000");
  await userEvent.keyboard("{Enter}");
  expect(onSubmit).not.toHaveBeenCalled();
});

test("what is owed and what went wrong is said in words", async () => {
  await show({ note: "You owe Rp 5,000.", error: new TypeError("Failed to fetch") });
  await expect.element(page.getByText("You owe Rp 5,000.")).toBeVisible();
  await expect.element(page.getByText(uiEn.errors.NETWORK)).toBeVisible();
});

test("it is called off without an amount", async () => {
  await show();
  await page.getByRole("button", { name: uiEn.cancel }).click();
  expect(onClose).toHaveBeenCalledTimes(1);
  expect(onSubmit).not.toHaveBeenCalled();
});
