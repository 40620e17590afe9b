import AxeBuilder from "@axe-core/playwright";
import { type Browser, expect, type Page } from "@playwright/test";
import { join } from "node:path";
import { adminPages, type AppPage } from "../stack/admin-pages.ts";
import { test } from "../stack/journey.ts";
import { DESK, openContext, PHONE, signIn } from "../stack/people.ts";
import { DRIVERS_OPEN_PAGES, DRIVERS_PAGES, riderPages, STRANGERS_PAGES } from "../stack/phone-pages.ts";
import type { RunningStack } from "../stack/running-stack.ts";

/** What a page is looked at in. */
interface Look {
  readonly viewport: { readonly width: number; readonly height: number };
  readonly theme: "light" | "dark";
  readonly locale: "en" | "id";
}

const WIDE = { width: 1920, height: 1080 };
const LIGHT: Look = { viewport: DESK, theme: "light", locale: "en" };
const NIGHT: Look = { viewport: PHONE, theme: "dark", locale: "id" };
const ALL_LOOKS: readonly Look[] = [DESK, WIDE, PHONE].flatMap((viewport) =>
  (["light", "dark"] as const).flatMap((theme) =>
    (["en", "id"] as const).map((locale) => ({ viewport, theme, locale })),
  ),
);

/** Where `npm run screens` wants pictures; left out, pages are checked and not photographed. */
const PICTURES = process.env["ATLAS_SCREENS"];
/** WCAG 2.2, levels A and AA. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const HERE = { latitude: -6.1754, longitude: 106.8272 };

const LOOKS = PICTURES === undefined ? [LIGHT, NIGHT] : ALL_LOOKS;

for (const look of LOOKS) {
  test(`every page of the admin app is accessible: ${describe(look)}`, async ({ browser, request, stack }) => {
    test.setTimeout(480_000);
    const pages = await adminPages(request, stack, { hasFleet: PICTURES !== undefined });
    const visit = await open(browser, look, { name: "admin", url: stack.admin });
    await visit.signIn(stack.accounts.admin);
    await visit.walk(pages);
    await visit.end();
  });

  test(`every page of the rider's app is accessible: ${describe(look)}`, async ({ browser, request, stack }) => {
    test.setTimeout(480_000);
    const visit = await open(browser, look, { name: "web", url: stack.web });
    await visit.walk(STRANGERS_PAGES);
    await visit.signIn(stack.accounts.rider);
    await visit.walk(await riderPages({ request, stack }));
    await visit.end();
  });

  test(`every page of the driver's app is accessible: ${describe(look)}`, async ({ browser, stack }) => {
    test.setTimeout(480_000);
    const visit = await open(browser, look, { name: "driver", url: stack.driver });
    await visit.walk(DRIVERS_OPEN_PAGES);
    await visit.signIn(stack.accounts.driver);
    await visit.walk(DRIVERS_PAGES);
    await visit.end();
  });
}

function describe({ viewport, theme, locale }: Look): string {
  return `${viewport.width} px, ${theme}, ${locale}`;
}

/** Somebody who looks at page after page of an app. */
interface Visit {
  readonly signIn: (account: RunningStack["accounts"]["rider"]) => Promise<void>;
  /** Looks at each, and photographs it where pictures are wanted. */
  readonly walk: (pages: readonly AppPage[]) => Promise<void>;
  /** Fails with whatever was not accessible. */
  readonly end: () => Promise<void>;
}

async function open(
  browser: Browser,
  { viewport, theme, locale }: Look,
  { name: app, url }: { readonly name: string; readonly url: string },
): Promise<Visit> {
  const context = await openContext(browser, viewport, HERE);
  const page = await context.newPage();
  await page.emulateMedia({ reducedMotion: "reduce" });
  const speak = async (language: string): Promise<void> =>
    context.addCookies(
      Object.entries({ "atlas-theme": theme, "atlas-locale": language }).map(([name, value]) => ({ name, value, url })),
    );
  await speak(locale);
  const faults: string[] = [];
  return {
    async signIn(account) {
      await speak("en");
      await page.goto(url);
      await signIn(page, account);
      await expect(page.getByRole("form", { name: "Sign in" })).toBeHidden();
      await speak(locale);
    },
    async walk(pages) {
      for (const { name, path, afterwards } of pages) {
        await page.goto(`${url}${path}`);
        await settle(page);
        if (PICTURES !== undefined) {
          await page.screenshot({ path: join(PICTURES, `${app}-${name}-${viewport.width}-${theme}-${locale}.png`) });
        }
        const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
        for (const { id, help, nodes } of violations) {
          faults.push(`${path}: ${id} (${help}) at ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
        }
        await afterwards?.();
      }
    },
    async end() {
      expect(faults).toEqual([]);
      await context.close();
    },
  };
}

/** Until the page has what it asked for. */
async function settle(page: Page): Promise<void> {
  await expect(page.locator("h1")).toBeAttached();
  await page.waitForLoadState("networkidle");
  await expect(page.locator(".animate-pulse")).toHaveCount(0);
}
