import { RpcProvider } from "@atlas/features/rpc";
import { renderOnPage } from "@atlas/ui/testing/atlas-page";
import { beforeEach, expect, test } from "vitest";
import { page } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import { CitySwitch } from "./city-switch.tsx";

const JAKARTA = { cityId: "jakarta", name: "Jakarta" };
const TANJUNG = { cityId: "tanjung", name: "Tanjung Selor" };

let chosen: unknown[] = [];
beforeEach(() => {
  chosen = [];
});

async function show(items: readonly object[]): Promise<void> {
  await renderOnPage(
    <RpcProvider>
      <CitySwitch />
      <p>Drawn</p>
    </RpcProvider>,
    {
      messages: { en, id },
      async gateway(path, request) {
        if (path === "/trpc/city.choose") {
          chosen.push(await request.json());
          const error = {
            message: "refused",
            code: -32_603,
            data: { atlasCode: "DEPENDENCY_UNAVAILABLE", httpStatus: 503 },
          };
          return Response.json([{ error }], { status: 503 });
        }
        if (!path.startsWith("/trpc/")) return Response.json(null);
        const calls = path.replace("/trpc/", "").split(",");
        return Response.json(calls.map((call) => ({ result: { data: call === "city.list" ? { items } : JAKARTA } })));
      },
    },
  );
}

test("where there is one city, there is no choice", async () => {
  await show([JAKARTA]);
  await expect.element(page.getByText("Drawn")).toBeVisible();
  await expect.element(page.getByLabelText(en.rail.city)).not.toBeInTheDocument();
});

test("a choice that is refused is said, and leaves the city that it was", async () => {
  await show([JAKARTA, TANJUNG]);
  const city = page.getByLabelText(en.rail.city);
  await expect.element(city).toHaveValue("jakarta");
  await city.selectOptions("Tanjung Selor");
  await expect.element(city).toHaveAccessibleDescription(/./);
  await expect.element(city).toHaveValue("jakarta");
  expect(chosen).toEqual([{ 0: { cityId: "tanjung" } }]);
});
