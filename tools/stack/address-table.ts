import type { StackFile } from "./stack-file.ts";

interface Shown {
  readonly withApps: boolean;
  /** Without a mail server, mails lie there. */
  readonly withMailbox: boolean;
}

/** The table that a start ends with: where everything is and how to sign in. */
export function addressTable(stack: StackFile, { withApps, withMailbox }: Shown): string {
  const { rider, driver, admin, service } = stack.accounts;
  const apps = [
    ["Rider", stack.web, logIn(rider)],
    ["Driver", stack.driver, logIn(driver)],
    ["Admin", stack.admin, logIn(admin)],
  ];
  const rows = [
    ["", "address", "demo log-in"],
    ...(withApps ? apps : []),
    ["Gateway", stack.gateway, `bearer tokens in .atlas/stack.json (service: ${service.email})`],
    ["API page", `${stack.gateway}/docs`, ""],
    ...(withMailbox ? [["Mailbox", `${stack.gateway}/mailbox`, "what would be sent by e-mail"]] : []),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("   "))
    .map((line) => `  ${line}`.trimEnd())
    .join("\n");
}

function logIn({ email, password }: { readonly email: string; readonly password: string }): string {
  return `${email}  /  ${password}`;
}
