/** What the apps keep in a browser's storage is named so. It all belongs to who is signed in; language and theme are cookies. */
const OURS = "atlas-";

/** Removes what the browser keeps of the person who was signed in: unsent positions, the trip in hand, the sounds they chose. */
export async function forgetPerson(): Promise<void> {
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage)) if (key.startsWith(OURS)) storage.removeItem(key);
  }
  const databases = await indexedDB.databases();
  for (const { name } of databases) if (name?.startsWith(OURS) === true) indexedDB.deleteDatabase(name);
}
