import type { CustomerResolvers } from './types.generated';

export const Customer: CustomerResolvers = {
  /** The customer's number comes with the reference; nothing of the customer is kept here. */
  __resolveReference: (reference) => reference,
  optedOut: (customer, _args, context) => ('phone' in customer && typeof customer.phone === 'string' ? context.loaders.optedOut.load(customer.phone) : null),
};
