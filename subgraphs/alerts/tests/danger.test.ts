import { randomUUID } from 'node:crypto';
import { appendEvent } from '../../../platform/events/eventLog';
import { eventually } from '../../../tests/harness/eventually';
import { user } from '../../../tests/harness/subgraph';
import { acknowledgeMutation, type AlertAnswer, type AlertsWorld, at, need, openAlerts } from './world';

let world: AlertsWorld;
beforeAll(async () => (world = await openAlerts()));
afterAll(() => world.stop());

test('danger texts each of the owner’s phones at once and every five minutes until somebody acknowledges', async () => {
  const tenantId = await world.business(['+12085550111', '+12085550112']);
  await world.say(tenantId, need('LIFE_SAFETY', randomUUID(), { hazard: 'GAS_SMELL' }));
  expect((await world.noticesOf(tenantId)).map((notice) => notice.to)).toEqual(['+12085550111', '+12085550112']);
  expect((await world.noticesOf(tenantId))[0]?.body).toContain('gas smell');
  await world.repeatComes(tenantId);
  const notices = await world.noticesOf(tenantId);
  expect(notices).toHaveLength(4);
  expect(new Set(notices.map((notice) => notice.noticeId)).size).toBe(4);

  const [alert] = await world.alertsOf(tenantId);
  expect(alert).toMatchObject({ severity: 'CRITICAL', title: 'Danger to a customer: gas smell' });
  await world.ask(user(tenantId), acknowledgeMutation, { id: alert?.id });
  await world.repeatComes(tenantId);
  expect(await world.noticesOf(tenantId)).toHaveLength(4);
});

test('a danger that is heard of before its business waits for the phones to text', async () => {
  const tenantId = randomUUID();
  await world.foundation.database.transaction(tenantId, (tx) => appendEvent(tx, need('LIFE_SAFETY', randomUUID()), 'test'));
  await eventually(async () => (await world.asOwner(`select 1 as one from platform.jobs where tenant_id = $1 and last_error like '%not told of this business%'`, [tenantId])).length === 1, 'the danger to wait');
  await world.configure(tenantId, ['+12085550111']);
  await world.hasten(tenantId);
  expect((await world.noticesOf(tenantId)).map(({ to }) => to)).toEqual(['+12085550111']);
});

test('the owner is told whether the customer was told what to do', async () => {
  const tenantId = await world.business(['+12085550111']);
  const [warned, silent] = [randomUUID(), randomUUID()];
  await world.say(tenantId, need('LIFE_SAFETY', warned, { warned: true }), need('LIFE_SAFETY', silent, { warned: false }));
  expect((await world.noticesOf(tenantId)).map(({ body }) => /They were (?:NOT )?told what to do/.exec(body)?.[0])).toEqual(['They were told what to do', 'They were NOT told what to do']);
});

test('nobody acknowledging, the texts come every five minutes for an hour, then every hour, and do not end by themselves', async () => {
  const tenantId = await world.business(['+12085550111']);
  await world.say(tenantId, need('LIFE_SAFETY', randomUUID()));
  const minutesToNext = async () => {
    const [job] = await world.database.transaction(tenantId, (tx) => tx.query<{ run_at: Date }>(`select run_at from platform.jobs where topic = 'alerts.repeatNotice'`));
    return ((job?.run_at.getTime() ?? 0) - world.clock.now.getTime()) / 60_000;
  };
  const waits: number[] = [];
  for (let round = 0; round < 14; round += 1) {
    waits.push(await minutesToNext());
    await world.repeatComes(tenantId);
  }
  expect(waits).toEqual([...Array<number>(11).fill(5), 60, 60, 60]);
  expect(await world.noticesOf(tenantId)).toHaveLength(15);
});

describe('many dangers at once', () => {
  const phones = ['+12085550111', '+12085550112'];
  const flood = (count: number, warned = true) => Array.from({ length: count }, () => need('LIFE_SAFETY', randomUUID(), { warned }));
  /** What one of the phones was texted since the last look. */
  const reader = (tenantId: string) => {
    let seen = 0;
    return async () => {
      const told = (await world.noticesOf(tenantId)).filter(({ to }) => to === phones[0]);
      return told.slice(seen, (seen = told.length)).map(({ body }) => body);
    };
  };

  test('are told one by one while they are few; of the rest the owner has one text, and one of all that nobody acknowledges', async () => {
    const tenantId = await world.business(phones);
    const told = reader(tenantId);
    await world.say(tenantId, ...flood(3), ...flood(5), ...flood(2, false));
    expect(await told()).toEqual(Array(3).fill(expect.stringContaining('Customer: +12085550101.')));
    const before = world.clock.now.getTime();
    await world.repeatComes(tenantId);
    expect(await told()).toEqual([expect.stringMatching(/7 more customers may be in danger\. 2 of them were NOT told what to do/)]);
    expect(world.clock.now.getTime() - before).toBe(20_000);
    // Another one a moment later waits as long, by itself.
    await world.say(tenantId, ...flood(1));
    expect(await told()).toEqual([]);
    await world.repeatComes(tenantId);
    expect(await told()).toEqual([expect.stringContaining('Customer: +12085550101.')]);
    expect(world.clock.now.getTime() - before).toBe(40_000);

    await world.repeatComes(tenantId);
    expect(await told()).toEqual([expect.stringMatching(/10 customers may still be in danger/)]);
    expect(world.clock.now.getTime() - before).toBe(300_000);
    const notices = await world.noticesOf(tenantId);
    expect(notices.map(({ isRepeat }) => isRepeat)).toEqual([...Array<boolean>(10).fill(false), true, true]);
    expect(notices.filter(({ to }) => to === phones[1])).toHaveLength(notices.length / 2);
  });

  test('of which somebody has acknowledged one in time tell nothing of it, and after a quiet minute the next is told at once', async () => {
    const tenantId = await world.business(phones);
    const told = reader(tenantId);
    await world.say(tenantId, ...flood(5));
    const waiting = await world.asOwner<{ id: string }>('select id from alerts.alerts where tenant_id = $1 and notices = 0', [tenantId]);
    await world.ask(user(tenantId), acknowledgeMutation, { id: waiting[0]?.id });
    await told();
    await world.repeatComes(tenantId);
    expect(await told()).toEqual([expect.stringContaining('Customer: +12085550101.')]);
    world.clock.now = new Date(world.clock.now.getTime() + 61_000);
    await world.say(tenantId, ...flood(1));
    expect(await told()).toHaveLength(1);
  });
});

test('a danger reported anew after it was acknowledged opens its alert again, and the texts begin again; while open it stays one alert', async () => {
  world.clock.now = new Date(at);
  const tenantId = await world.business(['+12085550111']);
  const conversation = randomUUID();
  const danger = (hazard: string, when: string) => need('LIFE_SAFETY', conversation, { hazard, at: when });
  await world.say(tenantId, danger('GAS_SMELL', at), danger('GAS_SMELL', '2126-03-10T15:00:30.000Z'));
  const after = await world.foundation.events.now(tenantId);
  const [{ id }] = (await world.alertsOf(tenantId)) as [AlertAnswer];
  world.clock.now = new Date('2126-03-10T15:01:00.000Z');
  const owner = user(tenantId);
  await world.ask(owner, acknowledgeMutation, { id });
  // Said before somebody looked, heard after.
  await world.say(tenantId, danger('GAS_SMELL', '2126-03-10T15:00:59.000Z'));
  expect([(await world.alertsOf(tenantId)).map(({ status }) => status), (await world.noticesOf(tenantId)).length]).toEqual([['ACKNOWLEDGED'], 1]);

  await world.say(tenantId, danger('SPARKS', '2126-03-10T15:02:00.000Z'), danger('SPARKS', '2126-03-10T15:02:30.000Z'));
  const { data } = await world.ask(owner, `query ($id: ID!) { alert(id: $id) { status title openedAt acknowledgedAt acknowledgedBy { id } history { from to at by { id } } } alerts { totalCount } }`, { id });
  expect(data).toEqual({
    alerts: { totalCount: 1 },
    alert: {
      status: 'OPEN',
      title: 'Danger to a customer: sparks',
      openedAt: '2126-03-10T15:02:00.000Z',
      acknowledgedAt: null,
      acknowledgedBy: null,
      history: [
        { from: null, to: 'OPEN', at, by: null },
        { from: 'OPEN', to: 'ACKNOWLEDGED', at: '2126-03-10T15:01:00.000Z', by: { id: owner.userId } },
        { from: 'ACKNOWLEDGED', to: 'OPEN', at: '2126-03-10T15:02:00.000Z', by: null },
      ],
    },
  });
  expect((await world.noticesOf(tenantId)).map(({ body }) => /sparks|gas smell/.exec(body)?.[0])).toEqual(['gas smell', 'sparks']);
  await world.repeatComes(tenantId);
  expect(await world.noticesOf(tenantId)).toHaveLength(3);
  const events = await world.follow(owner, `subscription ($after: ID) { alertChanged(after: $after) { alert { id } } }`, { after });
  for (let told = 0; told < 2; told += 1) expect((await events.next()).value.data).toEqual({ alertChanged: { alert: { id } } });
  await events.return(undefined);
});
