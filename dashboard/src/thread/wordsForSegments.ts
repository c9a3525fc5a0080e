import { countSegmentsSent } from './segments.generated';

/** What the text will cost to send, for whoever writes it: in segments as they go out. */
export function wordsForSegments(body: string): string {
  const segments = countSegmentsSent(body);
  return `${segments} ${segments === 1 ? 'segment' : 'segments'}`;
}
