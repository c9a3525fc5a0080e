import type { FastifyInstance } from 'fastify';
import type { Carrier } from '../carrier';
import type { ActiveCall } from '../calls/activeCall';
import { accountOf } from './accounts';
import { dateFilter, one, onlyKnown, onlyListed, page, pagingNames, rfc2822 } from './parameters';
import { refuse } from './twilioErrors';

const listNames = new Set(['To', 'From', 'Status', 'ParentCallSid', 'StartTime', 'StartTime<', 'StartTime>', 'EndTime', 'EndTime<', 'EndTime>', ...pagingNames]);

interface LegView {
  sid: string;
  parentSid: string | null;
  from: string;
  to: string;
  status: string;
  direction: string;
  startedAt: number;
  endedAt: number | null;
  seconds: number;
  answeredBy: string | null;
  forwardedFrom: string | null;
}

export function registerCalls(app: FastifyInstance, carrier: Carrier): void {
  const callsOf = (accountSid: string) => [...carrier.calls.values()].filter((call) => call.accountSid === accountSid);

  app.get('/Calls.json', (request) => {
    const parameters = onlyKnown(request.query, listNames);
    onlyListed(parameters, { Status: ['queued', 'ringing', 'in-progress', 'canceled', 'completed', 'failed', 'busy', 'no-answer'] });
    const [to, from, status, parent] = ['To', 'From', 'Status', 'ParentCallSid'].map((name) => one(parameters, name));
    const started = dateFilter(parameters, 'StartTime');
    const ended = dateFilter(parameters, 'EndTime');
    const accountSid = accountOf(request);
    // Legs of one call are asked for often; they need no walk over all.
    const asked = parent ? carrier.calls.get(parent) : undefined;
    const found = (parent ? (asked?.accountSid === accountSid ? [asked] : []) : callsOf(accountSid)).flatMap(legsOf).filter(
      (leg) =>
        (!to || leg.to === to) && (!from || leg.from === from) && (!status || leg.status === status) && (!parent || leg.parentSid === parent) &&
        started(leg.startedAt) && (leg.endedAt === null ? !['EndTime', 'EndTime<', 'EndTime>'].some((name) => one(parameters, name)) : ended(leg.endedAt)),
    );
    return page(`/2010-04-01/Accounts/${accountSid}/Calls.json`, 'calls', parameters, found.reverse(), (leg) => resourceOf(carrier, accountSid, leg));
  });

  app.get<{ Params: { sid: string } }>('/Calls/:sid.json', (request) => {
    const { sid } = request.params;
    const accountSid = accountOf(request);
    const call = carrier.calls.get(sid);
    const leg = (call?.accountSid === accountSid ? legsOf(call) : callsOf(accountSid).flatMap(legsOf)).find((candidate) => candidate.sid === sid);
    return resourceOf(carrier, accountSid, leg ?? refuse(20404, request.url));
  });
}

function legsOf(call: ActiveCall): LegView[] {
  const parent: LegView = {
    sid: call.sid, parentSid: null, from: call.from, to: call.to, status: call.status, direction: 'inbound', startedAt: call.startedAt, endedAt: call.finishedAt,
    seconds: Math.round(call.clockSeconds), answeredBy: null, forwardedFrom: call.forwardedFrom,
  };
  const children = call.dials.map((dial): LegView => ({
    sid: dial.sid, parentSid: call.sid, from: call.from, to: dial.to, status: dial.status ?? (dial.phase === 'ringing' ? 'ringing' : 'in-progress'), direction: 'outbound-dial',
    startedAt: dial.startedAt, endedAt: dial.phase === 'ended' ? call.finishedAt : null, seconds: dial.durationSeconds, answeredBy: dial.answeredBy, forwardedFrom: null,
  }));
  return [parent, ...children];
}

/** Call in Twilio's shape. */
function resourceOf(carrier: Carrier, accountSid: string, leg: LegView) {
  const uri = `/2010-04-01/Accounts/${accountSid}/Calls/${leg.sid}`;
  return {
    sid: leg.sid, parent_call_sid: leg.parentSid, account_sid: accountSid, from: leg.from, from_formatted: leg.from, to: leg.to, to_formatted: leg.to,
    phone_number_sid: carrier.numbers.get(leg.to)?.sid ?? null, status: leg.status, start_time: rfc2822(leg.startedAt), end_time: leg.endedAt === null ? null : rfc2822(leg.endedAt),
    duration: leg.endedAt === null ? null : String(leg.seconds), price: null, price_unit: 'USD', direction: leg.direction, answered_by: leg.answeredBy, api_version: '2010-04-01',
    forwarded_from: leg.forwardedFrom, group_sid: null, caller_name: null, queue_time: '0', trunk_sid: null, annotation: null, date_created: rfc2822(leg.startedAt),
    date_updated: rfc2822(leg.endedAt ?? leg.startedAt), uri: `${uri}.json`, subresource_uris: {},
  };
}
