/** What the page does not offer yet, done through the API: two numbers become one person's. */

interface LogIn {
  email: string;
  password: string;
}

/** @param phone the number of who remains; both have conversations */
export async function mergeCustomers(url: string, credentials: LogIn, phone: string, other: string): Promise<void> {
  const { login } = await ask<{ login: { accessToken: string } }>(url, 'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }', { input: credentials });
  const { conversations } = await ask<{ conversations: { nodes: { phone: string; customer: { id: string } }[] } }>(url, '{ conversations { nodes { phone customer { id } } } }', {}, login.accessToken);
  const [customerId, otherCustomerId] = [phone, other].map((number) => conversations.nodes.find((conversation) => conversation.phone === number)?.customer.id);
  await ask(url, 'mutation ($input: MergeCustomersInput!) { mergeCustomers(input: $input) { id } }', { input: { customerId, otherCustomerId } }, login.accessToken);
}

/** @throws Error with what the server refused */
async function ask<Data>(url: string, query: string, variables: object, token?: string): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Data; errors?: unknown };
  if (!data || errors) throw new Error(JSON.stringify(errors));
  return data;
}
