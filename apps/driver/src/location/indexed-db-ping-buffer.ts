import { createMemoryPingBuffer, type PingBuffer, type StoredPing } from "./ping-buffer.ts";
import type { PingInput } from "./ping.ts";

const STORE = "pings";
const BY_TIME = "recordedAt";

/**
 * Opens the buffer of one driver on this phone; it survives reloads and crashes. One database per driver, so that two
 * people who share a phone never send one another's positions.
 */
export async function openPingBuffer(driverId: string): Promise<PingBuffer> {
  if (typeof indexedDB === "undefined") return createMemoryPingBuffer();
  try {
    return createIndexedDbPingBuffer(await openDatabase(`atlas-driver-${driverId}`));
  } catch {
    // Storage is refused in some private windows: positions are still worth sending.
    return createMemoryPingBuffer();
  }
}

function createIndexedDbPingBuffer(database: IDBDatabase): PingBuffer {
  const store = (mode: IDBTransactionMode): IDBObjectStore => database.transaction(STORE, mode).objectStore(STORE);
  return {
    append: async (ping) => {
      await settled(store("readwrite").add(ping));
    },
    oldest: (limit) => readOldest(store("readonly"), limit),
    remove: async (keys) => {
      const target = store("readwrite");
      await Promise.all(keys.map((key) => settled(target.delete(key))));
    },
    dropBefore: (instant) => deleteBefore(store("readwrite"), instant),
    count: () => settled(store("readonly").count()),
  };
}

async function openDatabase(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STORE, { autoIncrement: true }).createIndex(BY_TIME, BY_TIME);
  };
  const database = await settled(request);
  // Who signs out is forgotten, whatever still holds it open.
  database.onversionchange = () => database.close();
  return database;
}

async function readOldest(store: IDBObjectStore, limit: number): Promise<StoredPing[]> {
  const [keys, pings] = await Promise.all([
    settled(store.getAllKeys(null, limit)),
    settled<PingInput[]>(store.getAll(null, limit)),
  ]);
  return pings.flatMap((ping, index) => {
    const key = keys[index];
    return typeof key === "number" ? [{ key, ping }] : [];
  });
}

function deleteBefore(store: IDBObjectStore, instant: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const cursor = store.index(BY_TIME).openCursor(IDBKeyRange.upperBound(instant, true));
    cursor.onerror = () => reject(cursor.error ?? new Error("the ping buffer cannot be read"));
    cursor.onsuccess = () => {
      if (cursor.result === null) return resolve();
      cursor.result.delete();
      cursor.result.continue();
    };
  });
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the ping buffer refused a request"));
  });
}
