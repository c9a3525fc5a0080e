import type { ApolloServerPlugin } from '@apollo/server';
import { firstMax } from '../platform/graphql/pagination';
import { maxTokens, operationsMax, shapeLimits } from './limits';
import { itemsMax } from './pageLimits';

/** What a browser that opens /graphql sees: what the endpoint is, and a first query with curl. It loads nothing, so it shows offline and under our policy. */
export function landingPage(publicUrl: string): ApolloServerPlugin {
  return { serverWillStart: () => Promise.resolve({ renderLandingPage: () => Promise.resolve({ html: pageOf(publicUrl) }) }) };
}

function pageOf(publicUrl: string): string {
  const endpoint = `${publicUrl}/graphql`;
  const socket = endpoint.replace(/^http/, 'ws');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>NeverMissCall GraphQL</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; color: #1a1b1e; background: #fff }
  pre { background: #f1f3f5; padding: 1rem; overflow-x: auto; border-radius: 6px }
</style>
<h1>NeverMissCall GraphQL</h1>
<p>This address takes GraphQL: queries and mutations by POST, subscriptions over WebSocket (<code>graphql-transport-ws</code>).
The <a href="/app/">dashboard</a> is the page for people; the REST rows are described at <a href="/api/docs">/api/docs</a>.</p>
<h2>Log in</h2>
<pre>curl ${escaped(endpoint)} -H 'content-type: application/json' \\
  -d '{"query":"mutation($input: LoginInput!) { login(input: $input) { accessToken } }",
       "variables":{"input":{"email":"EMAIL","password":"PASSWORD"}}}'</pre>
<h2>Ask</h2>
<pre>curl ${escaped(endpoint)} -H 'content-type: application/json' -H 'authorization: Bearer TOKEN' \\
  -d '{"query":"{ calls(first: 5) { totalCount nodes { status startedAt customer { name } } } }"}'</pre>
<h2>Listen</h2>
<p>With any client of graphql-ws at <code>${escaped(socket)}</code>, <code>connectionParams: { authorization: "Bearer TOKEN" }</code>:</p>
<pre>subscription { messageAdded { id message { body conversation { customer { name } } } } }</pre>
<p>Give the last event's <code>id</code> as <code>after</code> to go on from there after a dropped connection. The whole schema answers to introspection.</p>
<h2>Limits</h2>
<p>An operation has at most ${told(maxTokens)} tokens, ${told(shapeLimits.depth)} levels, ${told(shapeLimits.aliases)} aliases (none within introspection), ${told(shapeLimits.directives)} directives and a cost of
${told(shapeLimits.cost)}: 1 for each field and 2 for each object, times 1.5 for each level and times <code>first</code> where that is a number in the text. Lists within lists hold at most
${told(itemsMax)} items; a <code>first</code> in a variable counts as ${told(firstMax)}. What is beyond is refused as <code>GRAPHQL_VALIDATION_FAILED</code>, and <code>details</code> names the limit.
Each mutation of an operation counts as a request; a socket carries ${told(operationsMax)} operations at once.</p>
</html>
`;
}

function told(figure: number): string {
  return figure.toLocaleString('en-US');
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
