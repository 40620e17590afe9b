import { RpcProvider } from "@atlas/features/rpc";
import { type Gateway, renderOnPage } from "@atlas/ui/testing/atlas-page";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import { NotificationOffer } from "./notification-offer.tsx";
import { NotificationSection } from "./notification-section.tsx";

const WORDS = en.notifications;
const KEY = `B${"A".repeat(86)}`;
const ENDPOINT = "https://fcm.googleapis.com/wp/this-browser";
const ALL = { matched: true, arriving: true, arrived: true, cancelled: true, receipt: true };
const SOMEBODY = { user: { id: "r1", name: "Siti", email: "siti@example.com" }, session: { id: "s1" } };

/** What stands for the browser's own: a service worker is registered in production builds only. */
const browser: {
  permission: NotificationPermission;
  answer: NotificationPermission;
  isSubscribed: boolean;
  fails: boolean;
} = { permission: "default", answer: "granted", isSubscribed: false, fails: false };
/** What the gateway was asked to do, and with what. */
let asked: { readonly name: string; readonly input: unknown }[] = [];

function subscription(): object {
  return {
    endpoint: ENDPOINT,
    options: { applicationServerKey: Uint8Array.from(atob(`${KEY}=`), (letter) => letter.charCodeAt(0)).buffer },
    toJSON: () => ({ endpoint: ENDPOINT, keys: { p256dh: "a public key", auth: "a secret" } }),
    async unsubscribe() {
      browser.isSubscribed = false;
      return true;
    },
  };
}

const manager = {
  getSubscription: async () => (browser.isSubscribed ? subscription() : null),
  async subscribe() {
    if (browser.fails) throw new DOMException("no push service", "AbortError");
    browser.isSubscribed = true;
    return subscription();
  },
};

beforeEach(() => {
  Object.assign(browser, { permission: "default", answer: "granted", isSubscribed: false, fails: false });
  asked = [];
  vi.spyOn(Notification, "permission", "get").mockImplementation(() => browser.permission);
  vi.spyOn(Notification, "requestPermission").mockImplementation(async () => {
    browser.permission = browser.answer;
    return browser.answer;
  });
  const registration: ServiceWorkerRegistration = Object.create(ServiceWorkerRegistration.prototype, {
    pushManager: { value: manager },
  });
  vi.spyOn(navigator.serviceWorker, "getRegistration").mockResolvedValue(registration);
});
afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

interface Settings {
  readonly publicKey: string | null;
  readonly kinds: typeof ALL;
}

async function show(node: ReactNode, settings: Settings = { publicKey: KEY, kinds: ALL }): Promise<void> {
  let now = settings;
  const gateway: Gateway = async (path, request) => {
    if (path.startsWith("/auth/")) return Response.json(SOMEBODY);
    const [, name = ""] = /^\/trpc\/(.+)$/.exec(path) ?? [];
    const results = await Promise.all(
      name.split(",").map(async (one, index) => {
        if (request.method === "POST") {
          const input: unknown = Reflect.get(Object(await request.clone().json()), String(index));
          asked.push({ name: one, input });
          if (one === "notifications.change") {
            now = { ...now, kinds: { ...now.kinds, [String(Reflect.get(Object(input), "kind"))]: false } };
          }
        }
        return { result: { data: now } };
      }),
    );
    return Response.json(results);
  };
  await renderOnPage(<RpcProvider>{node}</RpcProvider>, { messages: { en, id }, gateway });
}

const device = page.getByRole("switch", { name: WORDS.thisDevice });

test("after a booking it is offered, the browser asks who says yes, and the gateway learns of the browser", async () => {
  await show(<NotificationOffer />);
  await page.getByRole("button", { name: WORDS.turnOn }).click();
  await expect.element(page.getByText(WORDS.offerTitle)).not.toBeInTheDocument();
  expect(asked).toEqual([
    {
      name: "notifications.subscribe",
      input: { endpoint: ENDPOINT, p256dh: "a public key", auth: "a secret", locale: "en" },
    },
  ]);
});

test("put off, it is not offered again, and the browser has asked nothing", async () => {
  await show(<NotificationOffer />);
  await page.getByRole("button", { name: WORDS.notNow }).click();
  await expect.element(page.getByText(WORDS.offerTitle)).not.toBeInTheDocument();
  expect(browser.permission).toBe("default");
  await show(<NotificationOffer />);
  await expect.element(page.getByText(WORDS.offerTitle)).not.toBeInTheDocument();
});

test("a browser that reaches no push service says that it did not work, and may be asked again", async () => {
  browser.fails = true;
  await show(<NotificationOffer />);
  await page.getByRole("button", { name: WORDS.turnOn }).click();
  await expect.element(page.getByText(WORDS.failed)).toBeVisible();
  expect(asked).toEqual([]);
  browser.fails = false;
  await page.getByRole("button", { name: WORDS.turnOn }).click();
  await expect.element(page.getByText(WORDS.failed)).not.toBeInTheDocument();
  await vi.waitFor(() => expect(asked.map(({ name }) => name)).toEqual(["notifications.subscribe"]));
});

test("in the profile the device is turned on and off, and who says no to the browser reads how to mend it", async () => {
  await show(<NotificationSection />);
  await device.click();
  await expect.element(device).toBeChecked();
  await device.click();
  await expect.element(device).not.toBeChecked();
  await vi.waitFor(() =>
    expect(asked.map(({ name }) => name)).toEqual(["notifications.subscribe", "notifications.unsubscribe"]),
  );
  expect(asked[1]?.input).toEqual({ endpoint: ENDPOINT });
  Object.assign(browser, { permission: "default", answer: "denied" });
  await device.click();
  await expect.element(page.getByText(WORDS.denied)).toBeVisible();
  await expect.element(device).not.toBeInTheDocument();
});

test("each kind is turned off and on by itself", async () => {
  await show(<NotificationSection />);
  const receipt = page.getByRole("switch", { name: WORDS.kinds.receipt });
  await expect.element(receipt).toBeChecked();
  await receipt.click();
  await expect.element(receipt).not.toBeChecked();
  await vi.waitFor(() =>
    expect(asked).toEqual([{ name: "notifications.change", input: { kind: "receipt", isOn: false } }]),
  );
  await expect.element(page.getByRole("switch", { name: WORDS.kinds.arrived })).toBeChecked();
});

test("a browser that cannot says so", async () => {
  vi.spyOn(navigator.serviceWorker, "getRegistration").mockResolvedValue(undefined);
  await show(<NotificationSection />);
  await expect.element(page.getByText(WORDS.unsupported)).toBeVisible();
  await expect.element(device).not.toBeInTheDocument();
});

test("an installation that pushes nothing offers nothing", async () => {
  await show(
    <>
      <NotificationSection />
      <NotificationOffer />
      <p>the end</p>
    </>,
    { publicKey: null, kinds: ALL },
  );
  await expect.element(page.getByText("the end")).toBeVisible();
  await expect.element(page.getByRole("heading", { name: WORDS.title })).not.toBeInTheDocument();
  await expect.element(page.getByText(WORDS.offerTitle)).not.toBeInTheDocument();
});
