import { readPreferences } from "@atlas/ui/preferences";
import type { MetadataRoute } from "next";
import { headers } from "next/headers";

import { en } from "../messages/en.ts";
import { id } from "../messages/id.ts";

/** In the language that the browser asks for: it fetches this without cookies. */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  const { locale } = readPreferences(() => undefined, (await headers()).get("accept-language"));
  const words = { en, id }[locale];
  return {
    id: "/",
    name: "Atlas",
    short_name: "Atlas",
    description: words.about,
    lang: locale,
    start_url: "/",
    scope: "/",
    display: "standalone",
    orientation: "any",
    background_color: "#FBFAF6",
    theme_color: "#0D1219",
    categories: ["travel", "navigation"],
    icons: [
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
      { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
    shortcuts: [
      { name: words.nav.trips, url: "/trips" },
      { name: words.nav.wallet, url: "/wallet" },
    ],
  };
}
