import { computeFare, DEFAULT_TARIFFS } from "@atlas/core/fare";
import { haversineM, type LatLng } from "@atlas/core/geo";
import { encodePolyline } from "@atlas/core/polyline";

interface Place extends LatLng {
  readonly label: string;
}

/** A way between two places, with what it costs. Field names are those of the table that it is put into. */
export interface FilledRoute {
  readonly i: number;
  readonly pickup_label: string;
  readonly pickup_lat: number;
  readonly pickup_lng: number;
  readonly dropoff_label: string;
  readonly dropoff_lat: number;
  readonly dropoff_lng: number;
  readonly distance_m: number;
  readonly duration_s: number;
  readonly polyline: string;
  readonly ride_fare: number;
  readonly car_fare: number;
}

const LANDMARKS: readonly (readonly [label: string, lat: number, lng: number])[] = [
  ["Stasiun Gambir", -6.1767, 106.8306],
  ["Monumen Nasional", -6.1754, 106.8272],
  ["Bundaran HI", -6.195, 106.8231],
  ["Grand Indonesia", -6.1951, 106.8205],
  ["Plaza Indonesia", -6.1933, 106.822],
  ["Stasiun Tanah Abang", -6.1856, 106.8108],
  ["Pasar Senen", -6.1763, 106.8417],
  ["Kota Tua", -6.1352, 106.8133],
  ["Stasiun Jakarta Kota", -6.1376, 106.8146],
  ["Blok M Plaza", -6.2443, 106.7978],
  ["Senayan City", -6.2274, 106.7974],
  ["Gelora Bung Karno", -6.2186, 106.8019],
  ["Plaza Senayan", -6.2256, 106.7994],
  ["Pacific Place", -6.2245, 106.8098],
  ["Kuningan City", -6.2246, 106.8296],
  ["Kota Kasablanka", -6.2237, 106.8427],
  ["Stasiun Manggarai", -6.2099, 106.8502],
  ["Pasar Minggu", -6.2842, 106.8446],
  ["Kebun Binatang Ragunan", -6.3024, 106.8201],
  ["Cilandak Town Square", -6.2913, 106.8],
  ["Pondok Indah Mall", -6.2656, 106.7842],
  ["Terminal Lebak Bulus", -6.2893, 106.7749],
  ["Central Park", -6.1771, 106.7907],
  ["Mall Taman Anggrek", -6.1785, 106.7922],
  ["Terminal Kalideres", -6.154, 106.7052],
  ["Puri Indah Mall", -6.1879, 106.7337],
  ["Kelapa Gading Mall", -6.1578, 106.9081],
  ["Ancol", -6.1252, 106.8336],
  ["Pelabuhan Tanjung Priok", -6.1085, 106.8806],
  ["Terminal Pulo Gebang", -6.2117, 106.9536],
  ["Stasiun Jatinegara", -6.2152, 106.8702],
  ["Taman Mini", -6.3024, 106.8952],
  ["Bandara Halim", -6.2659, 106.8863],
  ["Rumah Sakit Fatmawati", -6.2945, 106.7951],
];

const STREETS = (
  "Sudirman,Thamrin,Gatot Subroto,Rasuna Said,Kuningan Barat,Casablanca,Menteng Raya,Cikini Raya,Diponegoro,Imam Bonjol,Teuku Umar," +
  "Gajah Mada,Hayam Wuruk,Mangga Besar,Gunung Sahari,Pramuka,Matraman Raya,Salemba Raya,Kramat Raya,Tebet Raya,Tebet Timur Dalam," +
  "Saharjo,Minangkabau,Wolter Monginsidi,Senopati,Gunawarman,Kemang Raya,Kemang Selatan,Ampera Raya,Antasari,Fatmawati,Panglima Polim," +
  "Barito,Radio Dalam,Ciputat Raya,Kebayoran Lama,Palmerah Barat,Kebon Jeruk,Panjang,Meruya Selatan,Daan Mogot,Latumenten,Tubagus Angke," +
  "Pluit Raya,Pantai Indah,Yos Sudarso,Boulevard Raya,Pegangsaan Dua,Perintis Kemerdekaan,Pemuda,Balai Pustaka,Rawamangun Muka," +
  "Kayu Putih,Raden Inten,Kolonel Sugiono,Basuki Rahmat,Otto Iskandardinata,Dewi Sartika,Kalibata Timur,Duren Tiga,Mampang Prapatan," +
  "Warung Jati,Buncit Raya,Lenteng Agung,Condet Raya,Raya Bogor,Cipinang Jaya,Kebon Sirih,Abdul Muis,Juanda,Veteran,Pecenongan,Biak"
).split(",");
const HOUSES_PER_STREET = 40;
/** The middle of the demo city, south-west corner and size in degrees. */
const AREA = { lat: -6.31, lng: 106.74, height: 0.17, width: 0.16 };
/** How much longer roads are than straight lines, and how fast one drives in town. */
const DETOUR = 1.35;
const SPEED_MPS = 6;
const MIN_DISTANCE_M = 800;

/** Ways between places of the demo city: landmarks are in many of them, each house of a street in few. The same for the same seed. */
export function makeRoutes(count: number, random: () => number): FilledRoute[] {
  const places = makePlaces(random);
  const pick = (): Place => {
    const isLandmark = random() < 0.45;
    const index = isLandmark ? random() ** 2 * LANDMARKS.length : random() * places.length;
    return placeAt(places, Math.floor(index));
  };
  return Array.from({ length: count }, (_, i) => {
    const pickup = pick();
    let dropoff = pick();
    while (haversineM(pickup, dropoff) * DETOUR < MIN_DISTANCE_M) dropoff = pick();
    return toRoute(i, pickup, dropoff);
  });
}

function placeAt(places: readonly Place[], index: number): Place {
  const place = places[index];
  if (place === undefined) throw new RangeError(`there is no place ${index}`);
  return place;
}

function makePlaces(random: () => number): Place[] {
  const landmarks = LANDMARKS.map(([label, lat, lng]) => ({ label, lat, lng }));
  const houses = STREETS.flatMap((street) => {
    const [lat, lng] = [AREA.lat + random() * AREA.height, AREA.lng + random() * AREA.width];
    return Array.from({ length: HOUSES_PER_STREET }, (_, house) => ({
      label: `Jalan ${street} ${house + 1}`,
      lat: lat + house * 0.0002,
      lng: lng + house * 0.0001,
    }));
  });
  return [...landmarks, ...houses];
}

function toRoute(i: number, pickup: Place, dropoff: Place): FilledRoute {
  const distanceM = Math.round(haversineM(pickup, dropoff) * DETOUR);
  const measure = { distanceM, durationS: Math.round(distanceM / SPEED_MPS) };
  return {
    i,
    pickup_label: pickup.label,
    pickup_lat: pickup.lat,
    pickup_lng: pickup.lng,
    dropoff_label: dropoff.label,
    dropoff_lat: dropoff.lat,
    dropoff_lng: dropoff.lng,
    distance_m: distanceM,
    duration_s: measure.durationS,
    // Along one street and then another.
    polyline: encodePolyline([pickup, { lat: pickup.lat, lng: dropoff.lng }, dropoff]),
    ride_fare: Number(computeFare(DEFAULT_TARIFFS["go-ride"], measure).fareMinor),
    car_fare: Number(computeFare(DEFAULT_TARIFFS["go-car"], measure).fareMinor),
  };
}
