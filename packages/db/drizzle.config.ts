import { defineConfig } from "drizzle-kit";

// The ledger's and the history's tables (domains, partitions) are written by hand in their migrations.
export default defineConfig({
  dialect: "postgresql",
  schema: [
    "alerts",
    "cities",
    "devices",
    "drivers",
    "identity",
    "messaging",
    "notifications",
    "orders",
    "places",
    "restrictions",
    "settings",
    "views",
  ].map((name) => `./src/schema/${name}.ts`),
  out: "./migrations",
});
