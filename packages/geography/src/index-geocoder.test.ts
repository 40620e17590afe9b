import type { PlaceRecord } from "@atlas/core/geocoding";
import { describe, expect, test } from "vitest";
import { foldName } from "./fold-name.ts";
import { createIndexGeocoder } from "./index-geocoder.ts";

function place(name: string, kind: PlaceRecord["kind"], change: Partial<PlaceRecord> = {}): PlaceRecord {
  return { name, kind, lat: -6.2, lng: 106.82, ...change };
}

const PLACES: PlaceRecord[] = [
  place("Monumen Nasional", "landmark", {
    lat: -6.1754,
    lng: 106.8272,
    aliases: ["Monas"],
    weight: 1,
    parent: "Gambir",
  }),
  place("Gelora Bung Karno", "landmark", {
    lat: -6.2185,
    lng: 106.8018,
    aliases: ["GBK"],
    weight: 0.97,
    parent: "Senayan",
  }),
  place("Hutan Kota GBK", "park", { lat: -6.222, lng: 106.802, weight: 0.5 }),
  place("Blok M", "area", { lat: -6.244, lng: 106.8, weight: 0.35, parent: "Kebayoran Baru" }),
  place("Blok M Plaza", "mall", { lat: -6.2443, lng: 106.7978, weight: 0.75 }),
  place("MRT Blok M", "station", { lat: -6.2445, lng: 106.7982, weight: 0.75, aliases: ["Terminal Blok M"] }),
  place("Pasar Tanah Abang", "mall", { lat: -6.187, lng: 106.813, weight: 0.8, aliases: ["Blok A Tanah Abang"] }),
  place("Pondok Indah", "area", { lat: -6.27, lng: 106.785, weight: 0.35 }),
  place("Jalan Metro Pondok Indah", "street", { lat: -6.268, lng: 106.783, weight: 0.6 }),
  place("Menteng", "street", { lat: -6.19, lng: 106.83, weight: 0.5 }),
  place("Menteng", "area", { lat: -6.195, lng: 106.835, weight: 0.35 }),
  place("Blok M4", "street", { lat: -6.12, lng: 106.9, weight: 0.1 }),
  place("Jalan Jenderal Sudirman", "street", { lat: -6.21, lng: 106.818, weight: 0.6, parent: "Karet" }),
  place("Jalan Jenderal Sudirman", "street", { lat: -6.211, lng: 106.8185, weight: 0.6, parent: "Karet" }),
  place("Stasiun Sudirman", "station", { lat: -6.2024, lng: 106.8236, weight: 0.8 }),
  place("Karet", "area", { lat: -6.21, lng: 106.82, weight: 0.35, parent: "Setiabudi" }),
  place("Jalan Mawar", "street", { lat: -6.3, lng: 106.8, weight: 0.1, parent: "Jagakarsa" }),
  place("Jalan Mawar", "street", { lat: -6.15, lng: 106.9, weight: 0.1, parent: "Koja" }),
];
const geocoder = createIndexGeocoder(PLACES);

async function first(query: string): Promise<string | undefined> {
  return (await geocoder.search(query))[0]?.label;
}

describe("search finds what a Jakartan means first", () => {
  test.each([
    ["monas", "Monumen Nasional"],
    ["MONAS ", "Monumen Nasional"],
    ["monumen nas", "Monumen Nasional"],
    ["gbk", "Gelora Bung Karno"],
    ["gelora bung", "Gelora Bung Karno"],
    ["gelora bubg karno", "Gelora Bung Karno"],
    ["gelorra", "Gelora Bung Karno"],
    ["jl sudirman", "Jalan Jenderal Sudirman"],
    ["jln. jend. sudirman", "Jalan Jenderal Sudirman"],
    ["sudirman", "Jalan Jenderal Sudirman"],
    ["stasiun sud", "Stasiun Sudirman"],
    ["blok m pl", "Blok M Plaza"],
    ["terminal blok m", "MRT Blok M"],
    ["pondok indah", "Pondok Indah"],
    ["jl pondok indah", "Jalan Metro Pondok Indah"],
  ])("%s → %s", async (query, label) => {
    expect(await first(query)).toBe(label);
  });

  test("a name of its own comes before longer names that begin with it", async () => {
    expect((await geocoder.search("blok m")).map(({ label }) => label)).toEqual([
      "Blok M",
      "Blok M Plaza",
      "MRT Blok M",
      "Blok M4",
    ]);
  });

  test("an area comes before a street of the same name, unless a street is asked for", async () => {
    const kindOf = async (query: string): Promise<string | undefined> => (await geocoder.search(query))[0]?.kind;
    expect([await kindOf("menteng"), await kindOf("jl menteng")]).toEqual(["area", "street"]);
  });

  test("what only an alias begins with comes after what is called so", async () => {
    const labels = (await geocoder.search("blok")).map(({ label }) => label);
    expect(labels.indexOf("Blok M Plaza")).toBeLessThan(labels.indexOf("Pasar Tanah Abang"));
  });

  test("the nearer of two streets of one name comes first", async () => {
    const near = async (lat: number, lng: number): Promise<string | null | undefined> =>
      (await geocoder.search("jalan mawar", { near: { lat, lng } }))[0]?.detail;
    expect(await near(-6.3, 106.81)).toBe("Jagakarsa");
    expect(await near(-6.14, 106.9)).toBe("Koja");
  });

  test("a street mapped in pieces is listed once", async () => {
    expect(await geocoder.search("jenderal sudirman")).toHaveLength(1);
  });

  test.each(["", "  ", "jalan", "!!!", "xyzzy", "\u0000"])("%j finds nothing", async (query) => {
    expect(await geocoder.search(query)).toEqual([]);
  });

  test("a word counts once, and words past the eighth do not count", async () => {
    const matched = async (query: string): Promise<string | null> =>
      (await eightWords.search(query))[0]?.matched ?? null;
    const eightWords = createIndexGeocoder([place("ayu bayu cayu dayu eayu fayu gayu hayu", "landmark")]);
    expect(await matched(`${"ayu ".repeat(30)}xyzzy`)).toBe("ayu");
    expect(await matched("ayu ayu bayu cayu dayu eayu fayu gayu hayu xyzzy")).toBeNull();
    expect(await matched("ayu bayu cayu dayu eayu fayu xyzzy")).toBe("ayu bayu cayu dayu eayu fayu");
  });

  test("no more than asked for", async () => {
    expect(await geocoder.search("blok", { limit: 2 })).toHaveLength(2);
  });
});

describe("what nothing fits wholly finds what fits its beginning, and says so", () => {
  test.each([
    ["blok m plaza jakarta", "Blok M Plaza", "blok m plaza"],
    ["blok m, kebayoran baru", "Blok M", "blok m"],
    ["jl sudirman 12", "Jalan Jenderal Sudirman", "sudirman"],
    ["jl. jend. sudirman kav. 52-53 lantai 3", "Jalan Jenderal Sudirman", "jenderal sudirman"],
    ["monas no 1", "Monumen Nasional", "monas"],
    ["mall gelora bung karno", "Gelora Bung Karno", "gelora bung karno"],
    ["halte karet", "Karet", "karet"],
  ])("%s", async (query, label, matched) => {
    expect((await geocoder.search(query))[0]).toMatchObject({ label, matched });
  });

  test("what fits wholly does not say so", async () => {
    expect((await geocoder.search("monas"))[0]).not.toHaveProperty("matched");
  });

  test.each(["12", "no 5", "m 7", "xyzzy monas"])("%j has no beginning that is known", async (query) => {
    expect((await geocoder.search(query)).filter(({ matched }) => matched !== undefined)).toEqual([]);
  });
});

test("initials are one word, however they are written", async () => {
  const thamrin = createIndexGeocoder([
    place("Jalan M.H. Thamrin", "street"),
    place("Jalan H.R. Rasuna Said", "street"),
  ]);
  for (const query of ["jl mh thamrin", "m.h. thamrin", "m h thamrin", "jl. mh thamrin no 1"]) {
    expect((await thamrin.search(query))[0]?.label).toBe("Jalan M.H. Thamrin");
  }
  expect((await thamrin.search("hr rasuna said"))[0]?.label).toBe("Jalan H.R. Rasuna Said");
});

test("the best-known places to go come first, and no streets and areas are among them", async () => {
  const popular = (await geocoder.popular()).map(({ label }) => label);
  expect(popular.slice(0, 3)).toEqual(["Monumen Nasional", "Gelora Bung Karno", "Pasar Tanah Abang"]);
  expect(popular).toHaveLength(7);
});

describe("reverse", () => {
  test("names the landmark one stands at, where one stands", async () => {
    expect(await geocoder.reverse({ lat: -6.1755, lng: 106.8273 })).toEqual({
      label: "Monumen Nasional",
      kind: "landmark",
      detail: "Gambir",
      lat: -6.1755,
      lng: 106.8273,
    });
  });

  test("names the street, with its area", async () => {
    expect(await geocoder.reverse({ lat: -6.2115, lng: 106.8187 })).toMatchObject({
      label: "Jalan Jenderal Sudirman",
      detail: "Karet, Setiabudi",
    });
  });

  test("asks the road graph for the street when there is one", async () => {
    const withRoads = createIndexGeocoder(PLACES, { streetAt: () => "Jalan Prof. Dr. Satrio" });
    expect(await withRoads.reverse({ lat: -6.2115, lng: 106.8187 })).toMatchObject({ label: "Jalan Prof. Dr. Satrio" });
  });

  test("far from everything there is no address, nor off the Earth", async () => {
    expect(await geocoder.reverse({ lat: -5.7, lng: 106.8 })).toBeNull();
    expect(await geocoder.reverse({ lat: NaN, lng: 106.8 })).toBeNull();
  });
});

test("an empty city finds nothing", async () => {
  const empty = createIndexGeocoder([]);
  expect([await empty.search("monas"), await empty.reverse({ lat: -6.2, lng: 106.8 })]).toEqual([[], null]);
});

test("names fold to one form", () => {
  expect(foldName("Jl. Jend. Sudirmán")).toEqual({
    text: "jenderal sudirman",
    words: ["jenderal", "sudirman"],
    isStreet: true,
  });
  expect(foldName("Gatot Soebroto").text).toBe(foldName("gatot subroto").text);
  expect(foldName("RS  Pondok-Indah").text).toBe("rumah sakit pondok indah");
});
