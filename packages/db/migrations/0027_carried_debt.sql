-- What a rider owed before and pays in cash with a trip. Orders of before carry nothing.
ALTER TABLE "orders" ADD COLUMN "carried_debt_minor" bigint;
