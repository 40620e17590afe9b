import { expect, test } from "vitest";
import { isCommonPassword } from "./common-passwords.ts";

test.each(["password1", "PassWord1", "qwertyuiop", "iloveyou1", "12345678", "sayangku"])(
  "%s is refused, whatever its capitals",
  async (password) => {
    expect(await isCommonPassword(password)).toBe(true);
  },
);

test.each(["correct horse battery", "becak biru laut", "aaaaaaaaaaaaaaab"])(
  "%s is taken, however it is made up",
  async (password) => {
    expect(await isCommonPassword(password)).toBe(false);
  },
);
