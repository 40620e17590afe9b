import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { type ChartBar, EarningsChart } from "./earnings-chart.tsx";

function draw(minors: readonly string[], currency: string): string {
  const bars = minors.map((minor, index): ChartBar => ({ key: `${index}`, label: `day ${index + 1}`, minor }));
  return renderToStaticMarkup(createElement(EarningsChart, { title: "Earnings", bars, currency }));
}

function textsIn(html: string): string[] {
  return [...html.matchAll(/>([^<>]+)</g)].map(([, text = ""]) => text);
}

test("of many bars every second has its label, and the newest always", () => {
  const texts = textsIn(
    draw(
      Array.from({ length: 14 }, () => "1000"),
      "IDR",
    ),
  );
  expect(texts.filter((text) => text.startsWith("day"))).toEqual([
    "day 2",
    "day 4",
    "day 6",
    "day 8",
    "day 10",
    "day 12",
    "day 14",
  ]);
});

test.each([
  ["IDR", ["0", "50k", "100k", "150k"]],
  ["USD", ["0", "500", "1k", "1.5k"]],
])("an axis in %s counts what people count in", (currency, ticks) => {
  expect(textsIn(draw(["150000"], currency)).slice(0, ticks.length)).toEqual(ticks);
});

test("days without earnings have no bar, and nothing at all has an axis of its own", () => {
  expect(draw(["0", "1000"], "IDR").match(/height:[^"]*/g)).toEqual(["height:0%", "height:100%"]);
  expect(textsIn(draw(["0", "0"], "IDR"))[0]).toBe("0");
});
