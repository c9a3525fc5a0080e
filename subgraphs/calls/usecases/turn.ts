import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { Conversation } from '../domain/conversation';
import type { CustomerAtNumber } from '../domain/customer';
import type { TradeType } from '../domain/dispatch/types';
import type { Message } from '../domain/message';
import type { Place } from '../domain/place';

/** What the dispatcher was asked about. */
export interface Turn {
  conversation: Conversation;
  customer: CustomerAtNumber;
  business: BusinessSettings;
  trade: TradeType;
  history: Message[];
  /** Where a visit would go, by all that the customer has said. */
  place: Place | null;
}
