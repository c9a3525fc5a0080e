import { CreateCalls1700000000020 } from './1-createCalls';
import { KeepLines1700000000021 } from './2-keepLines';
import { NoteWaiting1700000000022 } from './3-noteWaiting';
import { IndexAppointments1700000000023 } from './4-indexAppointments';
import { KeepConsent1700000000024 } from './5-keepConsent';
import { NoteWhyUnreachable1700000000025 } from './6-noteWhyUnreachable';
import { KeepCustomerNumbers1700000000026 } from './7-keepCustomerNumbers';
import { NoteWhyLost1700000000027 } from './8-noteWhyLost';
import { KeepWhenSaid1700000000028 } from './9-keepWhenSaid';
import { IndexHistories1700000000029 } from './10-indexHistories';
import { MendAnswers1700000000030 } from './11-mendAnswers';

export const migrations = [CreateCalls1700000000020, KeepLines1700000000021, NoteWaiting1700000000022, IndexAppointments1700000000023, KeepConsent1700000000024, NoteWhyUnreachable1700000000025, KeepCustomerNumbers1700000000026, NoteWhyLost1700000000027, KeepWhenSaid1700000000028, IndexHistories1700000000029, MendAnswers1700000000030];
