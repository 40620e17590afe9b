/**
 * The service worker of the rider's and of the driver's app: hashed files from the cache, pages from the network, and the offline page
 * when there is none. It never touches the gateway, which is another origin: nothing about money or trips is ever stale. It shows what
 * Atlas pushes, and opens the page that it is about.
 */
const CACHE = "atlas-1";
const OFFLINE_PAGE = "/offline";
const HASHED_FILES = "/_next/static/";
/** Old builds leave files behind: beyond this the oldest go. */
const MAX_FILES = 240;
/** A page says so once its language or theme is another. */
const KEEP_OFFLINE_PAGE = "keep-offline-page";

function serve(scope: ServiceWorkerGlobalScope): void {
  scope.addEventListener("install", (event) => {
    event.waitUntil(keepOfflinePage().then(() => scope.skipWaiting()));
  });
  scope.addEventListener("activate", (event) => {
    event.waitUntil(dropOldCaches().then(() => scope.clients.claim()));
  });
  scope.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== scope.location.origin) return;
    if (request.mode === "navigate") event.respondWith(pageOrOffline(request));
    else if (url.pathname.startsWith(HASHED_FILES)) event.respondWith(fileFromCache(request));
  });
  scope.addEventListener("message", (event) => {
    // Without a network the page that is kept stays as it is.
    if (event.data === KEEP_OFFLINE_PAGE) event.waitUntil(keepOfflinePage().catch(() => undefined));
  });
  scope.addEventListener("push", (event) => {
    event.waitUntil(showNotice(scope, noticeOf(event.data)));
  });
  scope.addEventListener("notificationclick", (event) => {
    event.notification.close();
    event.waitUntil(openPage(scope, pathOf(event.notification.data)));
  });
}

/** The offline page with every script and style that it names. */
async function keepOfflinePage(): Promise<void> {
  const cache = await caches.open(CACHE);
  const page = await fetch(OFFLINE_PAGE, { cache: "reload" });
  if (!page.ok) throw new Error(`the offline page answered ${page.status}`);
  const html = await page.clone().text();
  await cache.put(OFFLINE_PAGE, page);
  const files = new Set(Array.from(html.matchAll(/\/_next\/static\/[^"'\\\s)]+/g), ([path]) => path));
  await cache.addAll([...files]);
}

async function pageOrOffline(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const offline = await caches.match(OFFLINE_PAGE);
    if (offline === undefined) throw error;
    return offline;
  }
}

/** A hashed name never changes its content, so the cache is always right. */
async function fileFromCache(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok) {
    const cache = await caches.open(CACHE);
    await cache.put(request, response.clone());
    await trim(cache);
  }
  return response;
}

async function trim(cache: Cache): Promise<void> {
  const files = (await cache.keys()).filter(({ url }) => new URL(url).pathname.startsWith(HASHED_FILES));
  const surplus = files.slice(0, Math.max(0, files.length - MAX_FILES));
  await Promise.all(surplus.map((file) => cache.delete(file)));
}

async function dropOldCaches(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

/** What the worker of Atlas has encrypted for this browser (`renderNotice`). */
interface Notice {
  readonly title: string;
  readonly body: string;
  readonly lang: string;
  /** A later notice of the same trip takes the place of the one before. */
  readonly tag: string;
  readonly path: string;
}

/** What cannot be read is shown without words: browsers withdraw the subscription of an app that shows nothing. */
function noticeOf(data: PushMessageData | null): Notice {
  const said = readJson(data);
  const text = (name: keyof Notice): string => {
    const value: unknown = typeof said === "object" && said !== null ? Reflect.get(said, name) : undefined;
    return typeof value === "string" ? value : "";
  };
  return {
    title: text("title") || "Atlas",
    body: text("body"),
    lang: text("lang"),
    tag: text("tag"),
    path: text("path"),
  };
}

function readJson(data: PushMessageData | null): unknown {
  try {
    return data?.json();
  } catch {
    return undefined;
  }
}

async function showNotice(scope: ServiceWorkerGlobalScope, { title, body, lang, tag, path }: Notice): Promise<void> {
  const options: NotificationOptions & { readonly renotify: boolean } = {
    body,
    lang,
    tag,
    // Only with a tag: a browser refuses it otherwise.
    renotify: tag !== "",
    icon: "/icon-192.png",
    badge: "/badge-96.png",
    data: path,
  };
  await scope.registration.showNotification(title, options);
}

/** A page of this app, whatever the notice says. */
function pathOf(data: unknown): string {
  return typeof data === "string" && /^\/(?![/\\])/.test(data) ? data : "/";
}

/** In the window that is open, else in a new one. */
async function openPage(scope: ServiceWorkerGlobalScope, path: string): Promise<void> {
  const windows = await scope.clients.matchAll({ type: "window" });
  const there = windows.find(({ url }) => new URL(url).pathname === path);
  if (there) {
    await there.focus();
    return;
  }
  const [open] = windows;
  if (open) await open.focus().then(async (window) => window.navigate(path));
  else await scope.clients.openWindow(path);
}

if (self instanceof ServiceWorkerGlobalScope) serve(self);
