import { uiEn } from "@atlas/ui/messages/en";
import { renderOnPage } from "@atlas/ui/testing/atlas-page";
import { expect, test, vi } from "vitest";
import { page } from "vitest/browser";

import { UpdateNotice } from "./update-notice.tsx";

const title = page.getByText(uiEn.update.title);

interface Shown {
  readonly reloads: readonly string[];
  /** The page comes into sight again; resolves when it has asked. */
  readonly lookAgain: () => Promise<void>;
  readonly deploy: (reply: () => Response) => void;
}

async function show(build: string | undefined): Promise<Shown> {
  const reloads: string[] = [];
  let asked = 0;
  let reply = (): Response => Response.json({ build: "one" });
  await renderOnPage(<UpdateNotice build={build} reload={() => reloads.push("reload")} />, {
    gateway(path) {
      if (path !== "/build") return Response.json(null);
      asked += 1;
      return reply();
    },
  });
  return {
    reloads,
    async lookAgain() {
      const before = asked;
      document.dispatchEvent(new Event("visibilitychange"));
      if (build !== undefined) await vi.waitFor(() => expect(asked).toBe(before + 1));
    },
    deploy(next) {
      reply = next;
    },
  };
}

test("a page that is older than its server says so, and its user loads the new one", async () => {
  const { reloads, lookAgain, deploy } = await show("one");
  await lookAgain();
  await expect.element(title).not.toBeInTheDocument();
  deploy(() => Response.json({ build: "two" }));
  await lookAgain();
  await expect.element(title).toBeVisible();
  await page.getByRole("button", { name: uiEn.update.action }).click();
  expect(reloads).toEqual(["reload"]);
});

test("put off, it is said again with the next version only", async () => {
  const { lookAgain, deploy } = await show("one");
  deploy(() => Response.json({ build: "two" }));
  await lookAgain();
  await page.getByRole("button", { name: uiEn.update.later }).click();
  await lookAgain();
  await expect.element(title).not.toBeInTheDocument();
  deploy(() => Response.json({ build: "three" }));
  await lookAgain();
  await expect.element(title).toBeVisible();
});

test.each([
  ["a server that is broken", () => Response.json({ build: "two" }, { status: 502 })],
  ["a page of somebody else's network", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
  ["a server of development", () => Response.json({ build: null })],
])("%s is no new version", async (_who, reply) => {
  const { lookAgain, deploy } = await show("one");
  deploy(reply);
  await lookAgain();
  await lookAgain();
  await expect.element(title).not.toBeInTheDocument();
});
