import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC_APPS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The program of ATLAS_CHROMIUM, else of a Chromium on this machine; undefined when there is none. */
export function installedChromium(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const wanted = process.env["ATLAS_CHROMIUM"];
  return [...(wanted === undefined ? [] : [wanted]), ...candidates, ...MAC_APPS].find((file) => existsSync(file));
}
