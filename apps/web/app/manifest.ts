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
    name: "Atlas",
    short_name: "Atlas",
    description: words.about,
    lang: locale,
    start_url: "/",
    display: "standalone",
    background_color: "#FBFAF6",
    theme_color: "#0D1219",
    icons: [
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "maskable" },
    ],
  };
}
