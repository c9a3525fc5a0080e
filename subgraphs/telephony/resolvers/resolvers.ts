import { Customer } from './Customer';
import { PhoneNumberLine } from './PhoneNumberLine';
import { optOuts } from './Query/optOuts';
import { phoneNumber } from './Query/phoneNumber';
import { phoneNumbers } from './Query/phoneNumbers';
import type { Resolvers } from './types.generated';

/** Telephony's part of the graph; the generated type holds it against the SDL. */
export const resolvers = { Query: { phoneNumbers, phoneNumber, optOuts }, PhoneNumberLine, Customer } satisfies Resolvers;
