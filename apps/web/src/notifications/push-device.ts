import type { RouterInputs } from "@atlas/api/router";

/** `denied`: the person said no to the browser, which alone can take that back. `unsupported`: this browser, or this page, cannot. */
export type DeviceState = "unsupported" | "denied" | "off" | "on";

/** What the gateway takes of a browser. */
export type Device = Omit<RouterInputs["notifications"]["subscribe"], "locale">;

/** Whether this browser is notified while the app is closed. */
export async function readDeviceState(): Promise<DeviceState> {
  const manager = await pushManager();
  if (manager === null) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return Notification.permission === "granted" && (await manager.getSubscription()) !== null ? "on" : "off";
}

/** Asks the person, unless they have said yes before. Null when they say no. @throws where the browser reaches no push service */
export async function turnOn(publicKey: string): Promise<Device | null> {
  // First: browsers ask only while they still see the press of a button.
  if ((await Notification.requestPermission()) !== "granted") return null;
  const manager = await pushManager();
  return manager === null ? null : await subscribed(manager, publicKey);
}

/** The address of this browser from before, which is no longer one. */
export async function turnOff(): Promise<string | null> {
  const manager = await pushManager();
  const subscription = (await manager?.getSubscription()) ?? null;
  await subscription?.unsubscribe();
  return subscription?.endpoint ?? null;
}

/** The browser as it is now, where it was turned on before; null where it was not. */
export async function renewedDevice(publicKey: string): Promise<Device | null> {
  const manager = await pushManager();
  if (manager === null || Notification.permission !== "granted") return null;
  return (await manager.getSubscription()) === null ? null : await subscribed(manager, publicKey);
}

async function pushManager(): Promise<PushManager | null> {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return null;
  return (await navigator.serviceWorker.getRegistration())?.pushManager ?? null;
}

async function subscribed(manager: PushManager, publicKey: string): Promise<Device> {
  const before = await manager.getSubscription();
  if (before !== null && keyOf(before) !== publicKey) await before.unsubscribe();
  const subscription = await manager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const { p256dh = "", auth = "" } = subscription.toJSON().keys ?? {};
  return { endpoint: subscription.endpoint, p256dh, auth };
}

function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
