import { Agent, request } from 'undici';

/** measured.md's: 20 calls, and 4 fields of each from other subgraphs (here tenancy and telephony; nobody has answered a missed call). */
const query = 'query Calls($first: Int) { calls(first: $first) { nodes { id from status tenant { id name businessName } line { number label } } } }';
export const calls = 20;

export interface Target {
  url: string;
  authorization?: string;
}

export interface Asked {
  firstAnswer: string;
  /** How long each request took. */
  millis: number[];
}

/** So many connections, each asking again once it is answered; different variables each time. */
async function load(target: Target, connections: number, seconds: number): Promise<Asked> {
  const agent = new Agent({ connections, pipelining: 1 });
  const firstAnswer = await ask(agent, target, calls);
  const until = performance.now() + seconds * 1000;
  const millis: number[] = [];
  await Promise.all(
    Array.from({ length: connections }, async (_, connection) => {
      for (let turn = connection; performance.now() < until; turn += 1) {
        const started = performance.now();
        await ask(agent, target, calls + (turn % 10));
        millis.push(performance.now() - started);
      }
    }),
  );
  await agent.close();
  return { firstAnswer, millis };
}

async function ask(agent: Agent, { url, authorization }: Target, first: number): Promise<string> {
  const response = await request(url, { method: 'POST', dispatcher: agent, headers: { 'content-type': 'application/json', ...(authorization && { authorization }) }, body: JSON.stringify({ query, variables: { first } }) });
  const text = await response.body.text();
  if (response.statusCode !== 200 || text.includes('"errors"')) throw new Error(`${response.statusCode} ${text.slice(0, 400)}`);
  return text;
}

// Only as a process of its own; `federation` imports what stands above.
if (require.main === module) {
  process.on('message', ({ target, connections, seconds }: { target: Target; connections: number; seconds: number }) => {
    void load(target, connections, seconds).then(
      (asked) => process.send?.(asked),
      (error: unknown) => process.send?.({ failed: String(error) }),
    );
  });
}
