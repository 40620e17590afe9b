import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, expect, type Page } from "@playwright/test";
import { join } from "node:path";
import { adminPages } from "../stack/admin-pages.ts";
import { test } from "../stack/journey.ts";
import { DESK, openContext, PHONE, signIn } from "../stack/people.ts";
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

for (const look of PICTURES === undefined ? [LIGHT, NIGHT] : ALL_LOOKS) {
  const { viewport, theme, locale } = look;
  test(`every page of the admin app is accessible: ${viewport.width} px, ${theme}, ${locale}`, async ({
    browser,
    request,
    stack,
  }) => {
    test.setTimeout(480_000);
    const pages = await adminPages(request, stack, { hasFleet: PICTURES !== undefined });
    const context = await openContext(browser, viewport, HERE);
    const page = await signedIn(context, stack);
    await context.addCookies(
      Object.entries({ "atlas-theme": theme, "atlas-locale": locale }).map(([name, value]) => ({
        name,
        value,
        url: stack.admin,
      })),
    );
    const faults: string[] = [];
    for (const { name, path } of pages) {
      await page.goto(`${stack.admin}${path}`);
      await settle(page);
      if (PICTURES !== undefined) {
        await page.screenshot({ path: join(PICTURES, `admin-${name}-${viewport.width}-${theme}-${locale}.png`) });
      }
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
      for (const { id, help, nodes } of violations) {
        faults.push(`${path}: ${id} (${help}) at ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
      }
    }
    expect(faults).toEqual([]);
    await context.close();
  });
}

async function signedIn(context: BrowserContext, { admin, accounts }: RunningStack): Promise<Page> {
  const page = await context.newPage();
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(admin);
  await signIn(page, accounts.admin);
  await expect(page.getByRole("heading", { name: "Live map" })).toBeVisible();
  return page;
}

/** Until the page has what it asked for. */
async function settle(page: Page): Promise<void> {
  await expect(page.locator("h1")).toBeAttached();
  await page.waitForLoadState("networkidle");
  await expect(page.locator(".animate-pulse")).toHaveCount(0);
}
