/**
 * The service worker of the driver app: hashed files from the cache, pages from the network, and the offline page when
 * there is none. It never touches the gateway, which is another origin: nothing about money or trips is ever stale.
 */
const CACHE = "atlas-driver-1";
const OFFLINE_PAGE = "/offline";
const HASHED_FILES = "/_next/static/";
/** Old builds leave files behind: beyond this the oldest go. */
const MAX_FILES = 240;

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

if (self instanceof ServiceWorkerGlobalScope) serve(self);
