import type { Messages } from "./en.ts";

export const id: Messages = { app: { name: "Atlas" } };
