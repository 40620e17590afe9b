import { pointer, renderOnPage } from "@atlas/ui/testing/atlas-page";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { HoldButton } from "./hold-button.tsx";

const HOLD_MS = 900;
const SELECTOR = "button[aria-label=Finish]";
const holding = page.getByText("Keep holding");
const onConfirm = vi.fn<() => void>();

beforeEach(async () => {
  onConfirm.mockClear();
  await renderOnPage(
    <>
      <HoldButton label="Finish" hint="Hold" holdingHint="Keep holding" onConfirm={onConfirm} isBusy={false} />
      <button type="button">Elsewhere</button>
    </>,
  );
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => vi.useRealTimers());

async function expectCalledOff(): Promise<void> {
  await expect.element(holding).not.toBeInTheDocument();
  vi.advanceTimersByTime(HOLD_MS);
  expect(onConfirm).not.toHaveBeenCalled();
}

describe.each(["mouse", "touch"] as const)("with a %s", (kind) => {
  test("it confirms once it was held for 0.9 s, and not before", async () => {
    await pointer.press(kind, SELECTOR);
    await expect.element(holding).toBeVisible();
    vi.advanceTimersByTime(HOLD_MS - 1);
    expect(onConfirm).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    await pointer.release(kind);
    expect(onConfirm).toHaveBeenCalledTimes(1);
  });

  test("letting go before that calls it off", async () => {
    await pointer.press(kind, SELECTOR);
    await expect.element(holding).toBeVisible();
    vi.advanceTimersByTime(HOLD_MS - 1);
    await pointer.release(kind);
    await expectCalledOff();
  });
});

test("a mouse that leaves it calls it off", async () => {
  await pointer.press("mouse", SELECTOR);
  await expect.element(holding).toBeVisible();
  await pointer.drag("mouse", { x: 0, y: 200 });
  await expectCalledOff();
  await pointer.release("mouse");
});

test.each([
  { key: "Enter", down: "{Enter>}", up: "{/Enter}" },
  { key: "Space", down: "{ >}", up: "{/ }" },
])("$key counts as long as it is down, however often it repeats", async ({ down, up }) => {
  await userEvent.tab();
  await userEvent.keyboard(down);
  await expect.element(holding).toBeVisible();
  vi.advanceTimersByTime(HOLD_MS - 1);
  await userEvent.keyboard(up);
  await expectCalledOff();
  await userEvent.keyboard(down);
  vi.advanceTimersByTime(HOLD_MS);
  await userEvent.keyboard(up);
  expect(onConfirm).toHaveBeenCalledTimes(1);
});

test("losing the focus while a key is down calls it off", async () => {
  await userEvent.tab();
  await userEvent.keyboard("{Enter>}");
  await expect.element(holding).toBeVisible();
  page.getByText("Elsewhere").element().focus();
  await expectCalledOff();
  await userEvent.keyboard("{/Enter}");
});

test("a click that no pointer made is assistive technology's, and confirms at once", () => {
  const button = page.getByRole("button", { name: "Finish" }).element();
  if (button instanceof HTMLElement) button.click();
  expect(onConfirm).toHaveBeenCalledTimes(1);
});
