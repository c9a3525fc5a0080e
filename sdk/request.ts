/** One GraphQL operation over HTTP. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { type AnswerError, NeverMissCallError, errorOf, isPartial } from './errors';

/**
 * Sends an operation and returns its data; fields of a subgraph that is down come null.
 * @throws NeverMissCallError
 */
export async function sendRequest<Data, Variables>(
  url: string,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  accessToken: string | null,
): Promise<Data> {
  const answer = await post<Data>(url, { query: print(document), variables }, accessToken);
  if (answer.errors?.length && !(answer.data && isPartial(answer.errors))) throw errorOf(answer.errors);
  if (!answer.data) throw new NeverMissCallError('NETWORK_ERROR', 'The server sent an empty answer.');
  return answer.data;
}

async function post<Data>(url: string, body: object, accessToken: string | null): Promise<{ data?: Data | null; errors?: AnswerError[] }> {
  const headers: Record<string, string> = { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' };
  if (accessToken) headers['authorization'] = `Bearer ${accessToken}`;
  let status = 0;
  try {
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    status = response.status;
    return (await response.json()) as { data?: Data | null; errors?: AnswerError[] };
  } catch (cause) {
    const message = status ? `The server answered ${status} with something unreadable.` : 'The server cannot be reached.';
    throw new NeverMissCallError('NETWORK_ERROR', message, { status }, null, { cause });
  }
}
