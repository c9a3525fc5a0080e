/** The text that follows a missed call, until the business writes its own (domain.md, "The text after a missed call"). */
export const defaultMissedCallText = {
  enabled: true,
  text: "Thanks for calling {business_name}! Sorry we missed you. I'm their automated assistant: what can we help with? Reply STOP to opt out.",
  cooldownMinutes: 30,
};

/** The answer to HELP and INFO. */
export const defaultHelpText = '{business_name}: reply here or call us for help. Msg & data rates may apply. Reply STOP to opt out.';

/** Monday to Friday, 08:00 to 17:00 in the business's time zone. */
export const defaultWeeklyHours = Object.fromEntries(
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((weekday) => [weekday, [{ opens: '08:00', closes: '17:00' }]]),
);

/** So long a forwarded call rings (domain.md, "Calls"). */
export const defaultForwardTimeoutSeconds = 20;
/** How far from its address a new business drives. */
export const defaultServiceRadiusMiles = 25;

/** How the assistant of a new business answers. */
export const defaultAi = {
  enabled: true,
  silenceSeconds: 2,
  language: 'auto',
  tone: 'friendly',
  humanIdleMinutes: 30,
  leadTimeMinutes: 60,
  bufferMinutes: 15,
  slotCapacity: 1,
  emergenciesToHuman: false,
  handBackAfterMinutes: null,
};
