import { expect, test } from "vitest";
import { hashNewPassword } from "./new-password.ts";
import { isPasswordOf } from "./password-hash.ts";

test.each(["password1", "PassWord1", "qwertyuiop", "iloveyou1", "12345678", "sayangku"])(
  "%s is refused, whatever its capitals",
  async (password) => {
    await expect(hashNewPassword(password)).rejects.toEqual(expect.objectContaining({ code: "PASSWORD_TOO_COMMON" }));
  },
);

test.each(["correct horse battery", "becak biru laut", "aaaaaaaaaaaaaaab"])(
  "%s is taken, however it is made up",
  async (password) => {
    expect(await isPasswordOf(await hashNewPassword(password), password)).toBe(true);
  },
);
