export const en = { app: { name: "Atlas" } };

export type Messages = typeof en;
