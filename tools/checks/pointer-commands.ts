import type {} from "@vitest/browser-playwright";
import type { CDPSession, Page } from "playwright";
import type { BrowserCommand, BrowserCommandContext } from "vitest/node";

/** What a component test presses with. */
export type Pointer = "mouse" | "touch";

/** Pixels to the right and down. */
interface Travel {
  readonly x: number;
  readonly y: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Puts a pointer down on what `selector` finds and leaves it there; vitest's own clicks come up again at once. */
export const press: BrowserCommand<[pointer: Pointer, selector: string]> = async (context, pointer, selector) => {
  const box = await context.iframe.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not in sight`);
  const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  pressedAt.set(context.sessionId, point);
  if (pointer === "touch") return await touch(context, "touchStart", [point]);
  await context.page.mouse.move(point.x, point.y);
  await context.page.mouse.down();
};

/** Moves the pointer that is down. */
export const drag: BrowserCommand<[pointer: Pointer, by: Travel]> = async (context, pointer, by) => {
  const from = pressedAt.get(context.sessionId) ?? { x: 0, y: 0 };
  const point = { x: from.x + by.x, y: from.y + by.y };
  pressedAt.set(context.sessionId, point);
  if (pointer === "touch") return await touch(context, "touchMove", [point]);
  await context.page.mouse.move(point.x, point.y, { steps: 4 });
};

/** Lifts it where it is. */
export const release: BrowserCommand<[pointer: Pointer]> = async (context, pointer) => {
  if (pointer === "touch") return await touch(context, "touchEnd", []);
  await context.page.mouse.up();
};

const pressedAt = new Map<string, Point>();
const sessions = new WeakMap<Page, Promise<CDPSession>>();

async function touch(
  { page }: BrowserCommandContext,
  type: "touchStart" | "touchMove" | "touchEnd",
  touchPoints: Point[],
): Promise<void> {
  // A touch belongs to the session that began it.
  const session = sessions.get(page) ?? page.context().newCDPSession(page);
  sessions.set(page, session);
  await (await session).send("Input.dispatchTouchEvent", { type, touchPoints });
}
