import { randomBytes } from "node:crypto";
import { destination, type LatLng } from "@atlas/core/geo";
import { connect, disconnect } from "@atlas/db/connect";
import { migrate } from "@atlas/db/migrate";
import { seedCity } from "@atlas/services/demo/seed-demo";
import postgres, { type Sql } from "postgres";

/** Somebody with a session. */
export interface Person {
  readonly userId: string;
  readonly token: string;
}

export interface Driver extends Person {
  readonly at: LatLng;
}

/** Who lives in the city of a run. */
export interface Town {
  readonly service: Person;
  readonly riders: readonly Person[];
  readonly drivers: readonly Driver[];
}

export const CENTER: LatLng = { lat: -6.1754, lng: 106.8272 };
const REACH_M = 800;
/** Short, so that a load of a minute meets late cancellations too. */
export const CANCEL_FREE_S = 3;

/** Migrates an empty database and settles the demo city with people who are signed in already. */
export async function settleTown(databaseUrl: string, size: { riders: number; drivers: number }): Promise<Town> {
  await migrate(databaseUrl);
  const owner = connect(databaseUrl, { applicationName: "faults", role: null, max: 1 });
  await seedCity(owner);
  await disconnect(owner);
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`UPDATE cities SET cancel_free_s = ${CANCEL_FREE_S}`;
    const [[service], riders, drivers] = [
      await insertPeople(sql, "service", 1),
      await insertPeople(sql, "rider", size.riders),
      await insertPeople(sql, "driver", size.drivers),
    ];
    if (service === undefined) throw new Error("the service account is missing");
    // Nobody drives in this town: who stands in it has arrived at every pickup.
    await sql`
      INSERT INTO city_settings (id, city_id, key, value, effective_from, author_id, reason)
      SELECT uuidv7(), id, s.key, s.value, clock.now(), ${service.userId}, 'nobody drives'
      FROM cities CROSS JOIN (VALUES ('arrivalLeftM', '5000'::jsonb), ('arrivalRadiusM', '2000')) AS s (key, value)`;
    await sql`
      INSERT INTO drivers (id, city_id, availability, auto_accept)
      SELECT id, city_id, 'available', true FROM users WHERE role = 'driver'`;
    await sql`
      INSERT INTO vehicles (id, driver_id, vehicle_type, plate, model)
      SELECT uuidv7(), id, 'go-ride', 'B ' || id, 'Honda Vario 160' FROM drivers`;
    await sql`
      SELECT ledger.open_wallet(role || '_wallet', id, city_id, 'IDR') FROM users WHERE role IN ('rider', 'driver')`;
    return { service, riders, drivers: drivers.map((driver) => ({ ...driver, at: somewhere() })) };
  } finally {
    await sql.end({ timeout: 2 });
  }
}

async function insertPeople(sql: Sql, role: "service" | "rider" | "driver", count: number): Promise<Person[]> {
  const rows = await sql<{ id: string }[]>`
    INSERT INTO users (id, name, email, role, city_id)
    SELECT uuidv7(), ${role}, ${role} || '-' || n || '@example.test', ${role}::role, 'jakarta'
    FROM generate_series(1, ${count}::integer) AS n RETURNING id`;
  const people = rows.map(({ id }) => ({ userId: id, token: randomBytes(24).toString("base64url") }));
  await sql`
    INSERT INTO sessions (id, user_id, token, expires_at)
    SELECT uuidv7(), pair.user_id, pair.token, now() + interval '1 day'
    FROM unnest(${people.map(({ userId }) => userId)}::uuid[], ${people.map(({ token }) => token)}::text[])
      AS pair (user_id, token)`;
  return people;
}

/** A place in the town. */
export function somewhere(): LatLng {
  return destination(CENTER, Math.random() * 360, Math.sqrt(Math.random()) * REACH_M);
}
