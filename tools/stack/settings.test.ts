import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

const MANY = "postgres://ann:secret@one:5432,two:5432/atlas?target_session_attrs=read-write";

test("a database may stand at several hosts", () => {
  const settings = readSettings({ DATABASE_URL: MANY, ATLAS_SERVERS_DATABASE_URL: MANY });
  expect([settings.DATABASE_URL, settings.ATLAS_SERVERS_DATABASE_URL]).toEqual([MANY, MANY]);
});

test("what is no address of a database is named, without what it says", () => {
  const read = (): unknown => readSettings({ DATABASE_URL: "mysql://ann:secret@one/atlas" });
  expect(read).toThrow("DATABASE_URL");
  expect(read).not.toThrow("secret");
});
