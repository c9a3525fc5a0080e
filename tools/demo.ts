/** The demo business's number where TWILIO_PHONE_NUMBER is not set. */
export const demoNumber = '+12085550199';

/** How to log in to the demo business. */
export const demoLogin = {
  owner: { email: 'owner@demo.nevermisscall.test', password: 'never-miss-a-call' },
  dispatcher: { email: 'dispatcher@demo.nevermisscall.test', password: 'never-miss-a-call' },
} as const;

/** Ids of the demo business: the same on every machine, so that a second seed changes nothing. */
export const demoIds = {
  tenant: '0d3a1f6e-5b0c-4c55-9a51-6e0f5c1d0001',
  owner: '0d3a1f6e-5b0c-4c55-9a51-6e0f5c1d0002',
  dispatcher: '0d3a1f6e-5b0c-4c55-9a51-6e0f5c1d0003',
  line: '0d3a1f6e-5b0c-4c55-9a51-6e0f5c1d0004',
} as const;
