import { z } from 'zod';
import { parsePhoneNumber } from '../platform/values/phoneNumber';
import { defaultJobTypes } from '../subgraphs/tenancy/domain/defaultJobTypes';

const words = (takes: string) => z.string({ error: takes }).trim().min(1, takes);
const oneOf = <const T extends string>(...choices: T[]) => z.enum(choices, { error: `takes one of ${choices.join(', ')}` });
const number = (min: number, max: number) => z.number({ error: `takes a number from ${min} to ${max}` }).min(min, `takes a number from ${min} to ${max}`).max(max, `takes a number from ${min} to ${max}`);

export const phone = z.string({ error: 'takes a number in E.164, such as +12085550199' }).refine((text) => parsePhoneNumber(text) === text, 'takes a number in E.164, such as +12085550199');
const phones = z.array(phone, { error: 'takes a list of numbers in E.164' }).refine((all) => new Set(all).size === all.length, 'takes each number once');

const time = (form: RegExp, takes: string) => z.string({ error: takes }).regex(form, takes);
const opens = time(/^([01]\d|2[0-3]):[0-5]\d$/, 'takes a time such as 08:00');
const closes = time(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'takes a time such as 17:00, at most 24:00');
const periods = z.array(z.strictObject({ opens, closes }, { error: 'takes { "opens": "08:00", "closes": "17:00" }' }), { error: 'takes a list of { "opens", "closes" }' }).default([]);
const zip = (takes: string) => z.string({ error: takes }).regex(/^\d{5}(-\d{4})?$/, takes);

/** A person who is to log in. */
export const personFields = {
  email: z.email({ error: 'takes an e-mail address' }),
  firstName: words('takes a first name'),
  lastName: words('takes a last name'),
  phone: phone.optional(),
};
export const role = oneOf('owner', 'admin', 'manager', 'dispatcher', 'technician', 'viewer');

/** A password that domain.md lets through; bcrypt reads no further than 72 bytes. */
export const password = z.string().refine((text) => text.length >= 10 && Buffer.byteLength(text) <= 72, 'takes 10 characters or more, and not above 72 bytes');

const dollars = number(0, 1_000_000).int('takes whole dollars');
/** What differs from the usual of one kind of work. */
const job = z.strictObject(
  { offered: z.boolean({ error: 'takes true or false' }).optional(), minutes: number(15, 1_440).int('takes whole minutes').optional(), priceLow: dollars.optional(), priceHigh: dollars.optional() },
  { error: 'takes what differs: "offered", "minutes", "priceLow", "priceHigh"' },
);

/** What `create-business` is told. What is left out is as `createBusiness` has it by default. */
const businessFile = z
  .strictObject(
    {
      name: words('takes the name of the business'),
      trades: z.array(oneOf('PLUMBING', 'ELECTRICAL', 'HVAC', 'LOCKSMITH', 'GARAGE_DOOR'), { error: 'takes a list of trades' }).min(1, 'takes one trade or more'),
      timeZone: z.string({ error: 'takes an IANA name such as America/Boise' }).refine(isTimeZone, 'takes an IANA name such as America/Boise'),
      address: z
        .strictObject(
          {
            street: words('takes street and number'),
            city: words('takes a city'),
            state: z.string({ error: 'takes two letters such as ID' }).regex(/^[A-Z]{2}$/, 'takes two letters such as ID'),
            zip: zip('takes a ZIP code such as 83702'),
            latitude: number(-90, 90).optional(),
            longitude: number(-180, 180).optional(),
          },
          { error: 'takes { "street", "city", "state", "zip" }' },
        )
        .refine(({ latitude, longitude }) => (latitude === undefined) === (longitude === undefined), 'takes both of latitude and longitude, or neither'),
      numbers: phones,
      forwardTargets: phones.min(1, 'takes one number or more'),
      alertPhones: phones.optional(),
      hours: z
        .strictObject({ monday: periods, tuesday: periods, wednesday: periods, thursday: periods, friday: periods, saturday: periods, sunday: periods }, { error: 'takes a list of periods for each day, such as { "monday": [{ "opens": "08:00", "closes": "17:00" }] }' })
        .optional(),
      holidays: z.array(z.iso.date({ error: 'takes a date such as 2026-11-26' }), { error: 'takes a list of dates such as 2026-11-26' }).optional(),
      jobs: z.record(z.string(), job, { error: 'takes kinds of work, such as { "drain_cleaning": { "priceLow": 120 } }' }).optional(),
      missedCallText: words('takes the text after a missed call').max(640, 'takes 640 characters at most').optional(),
      emergency247: z.boolean({ error: 'takes true or false' }).optional(),
      serviceRadiusMiles: number(1, 500).optional(),
      serviceZips: z.array(zip('takes ZIP codes of five digits'), { error: 'takes a list of ZIP codes' }).optional(),
      screening: oneOf('OFF', 'PRESS_KEY', 'ANSWERING_MACHINE_DETECTION').optional(),
      owner: z.strictObject(personFields, { error: 'takes { "email", "firstName", "lastName" }' }),
    },
    { error: 'takes an object' },
  )
  .superRefine(({ trades, jobs = {} }, context) => {
    const usual = defaultJobTypes(trades);
    for (const [code, differs] of Object.entries(jobs)) {
      const known = usual.find((jobType) => jobType.code === code);
      if (!known) context.addIssue({ code: 'custom', path: ['jobs', code], message: `is no work of these trades, which are ${usual.map((jobType) => jobType.code).join(', ')}` });
      else if ((differs.priceLow ?? known.priceLow) > (differs.priceHigh ?? known.priceHigh)) context.addIssue({ code: 'custom', path: ['jobs', code], message: `takes a priceLow that is not above its priceHigh; usual are ${known.priceLow} and ${known.priceHigh}` });
    }
  })
  .refine(({ numbers, forwardTargets }) => !forwardTargets.some((target) => numbers.includes(target)), { path: ['forwardTargets'], error: 'takes other numbers than the business’s own' });

export type BusinessFile = z.infer<typeof businessFile>;

/** The file's content, or one line for each fault that names the field and says what it takes. */
export function readBusinessFile(text: string): { file: BusinessFile } | { faults: string[] } {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return { faults: [`not JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`] };
  }
  const { data, error } = businessFile.safeParse(content);
  return data ? { file: data } : { faults: faultsOf(error) };
}

/** One line for each issue, with the field before it. */
export function faultsOf(error: z.ZodError): string[] {
  return error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') return `${[...issue.path, issue.keys.join(', ')].join('.')}: there is no such field`;
    return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
  });
}

function isTimeZone(name: string): boolean {
  try {
    // Offsets and abbreviations know nothing of summer time.
    return name.includes('/') && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
