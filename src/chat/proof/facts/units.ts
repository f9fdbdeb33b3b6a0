/** A unit by what it measures; `factor` turns a value into the base unit of that dimension. */
export interface Unit {
  dimension: string;
  factor: number;
}

const table: Record<string, [dimension: string, factor: number]> = {};

/** Names separated by spaces; as they stand in normalized text. */
function define(dimension: string, factor: number, names: string): void {
  for (const name of names.split(' ')) table[name] = [dimension, factor];
}

define('percent', 1, '% percent pct ร้อยละ เปอร์เซ็นต์ เปอร์เซนต์');
define('seconds', 1, 's sec secs second seconds วินาที');
define('seconds', 60, 'min mins minute minutes นาที');
define('seconds', 3_600, 'h hr hrs hour hours ชั่วโมง ชม.');
define('days', 1, 'day days วัน');
define('days', 7, 'week weeks สัปดาห์ อาทิตย์');
define('months', 1, 'month months เดือน');
define('months', 3, 'quarter quarters ไตรมาส');
define('months', 12, 'year years yr yrs ปี');
define('months', 120, 'decade decades');
define('metres', 0.001, 'mm millimetre millimetres millimeter millimeters');
define('metres', 0.01, 'cm centimetre centimetres centimeter centimeters ซม. เซนติเมตร');
define('metres', 1, 'm metre metres meter meters เมตร');
define('metres', 1_000, 'km kilometre kilometres kilometer kilometers กม. กิโลเมตร');
define('miles', 1, 'mi mile miles');
define('feet', 1, 'ft foot feet');
define('grams', 0.001, 'mg milligram milligrams');
define('grams', 1, 'g gram grams กรัม');
define('grams', 1_000, 'kg kilo kilos kilogram kilograms กก. กิโลกรัม');
define('grams', 1_000_000, 't ton tons tonne tonnes ตัน');
define('litres', 0.001, 'ml millilitre millilitres milliliter milliliters');
define('litres', 1, 'l litre litres liter liters ลิตร');
define('watt hours', 1, 'wh');
define('watt hours', 1e3, 'kwh');
define('watt hours', 1e6, 'mwh');
define('watt hours', 1e9, 'gwh');
define('watt hours', 1e12, 'twh');
define('watts', 1, 'w watt watts');
define('watts', 1e3, 'kw');
define('watts', 1e6, 'mw');
define('watts', 1e9, 'gw');
define('bytes', 1e3, 'kb');
define('bytes', 1e6, 'mb');
define('bytes', 1e9, 'gb');
define('bytes', 1e12, 'tb');
define('celsius', 1, '°c');
define('fahrenheit', 1, '°f');
define('euros', 1, '€ eur euro euros ยูโร');
define('dollars', 1, '$ usd dollar dollars ดอลลาร์');
define('pounds', 1, '£ gbp pound pounds ปอนด์');
define('francs', 1, 'chf franc francs');
define('baht', 1, '฿ thb baht บาท');
define('yen', 1, '¥ jpy yen');
define('cents', 1, '¢ cent cents');
define('speed', 1, 'km/h kph');
define('miles per hour', 1, 'mph');
define('decibels', 1, 'db');
define('pressure', 1, 'mmhg');
define('concentration', 1, 'mg/l');
define('people', 1, 'คน');

export const currencies: ReadonlySet<string> = new Set(
  'euros dollars pounds francs baht yen cents'.split(' '),
);

export function unitOf(name: string): Unit | undefined {
  const [dimension, factor] = Object.hasOwn(table, name) ? table[name]! : [];
  return dimension === undefined ? undefined : { dimension, factor: factor! };
}

const thaiNames = Object.keys(table)
  .filter(name => /[\u0e00-\u0e7f]/.test(name))
  .toSorted((a, b) => b.length - a.length);

/** Thai writes no space after a unit: the longest name that the text begins with. */
export const thaiUnitAt = (text: string): string | undefined => thaiNames.find(name => text.startsWith(name));
