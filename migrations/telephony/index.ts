import { CreateTelephony1700000000010 } from './1-createTelephony';
import { KeepTurns1700000000011 } from './2-keepTurns';
import { ForgetReceipts1700000000012 } from './3-forgetReceipts';
import { KeepCorrelation1700000000013 } from './4-keepCorrelation';
import { NoteHindrances1700000000014 } from './5-noteHindrances';
import { ForgetReceiptsByParts1700000000015 } from './6-forgetReceiptsByParts';
import { IndexReplacedSids1700000000016 } from './7-indexReplacedSids';
import { KeepLooks1700000000017 } from './8-keepLooks';
import { MendLines1700000000018 } from './9-mendLines';
import { KeepConfigured1700000000019 } from './10-keepConfigured';
import { NoteChangedLines1700000000110 } from './11-noteChangedLines';

/** Telephony's migrations, oldest first. */
export const migrations = [
  CreateTelephony1700000000010,
  KeepTurns1700000000011,
  ForgetReceipts1700000000012,
  KeepCorrelation1700000000013,
  NoteHindrances1700000000014,
  ForgetReceiptsByParts1700000000015,
  IndexReplacedSids1700000000016,
  KeepLooks1700000000017,
  MendLines1700000000018,
  KeepConfigured1700000000019,
  NoteChangedLines1700000000110,
];
