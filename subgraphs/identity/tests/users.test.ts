import { randomUUID } from 'node:crypto';
import { actingFor, type Principal } from '../../../platform/principal/principal';
import { answered, codeOf, loginMutation, openedPeople } from './people';

const { identity, aPerson } = openedPeople();

describe('me and User', () => {
  test('me answers the caller, and nobody without a token', async () => {
    const person = await aPerson();
    const { principal } = await person.loggedIn();
    expect((await identity.ask('{ me { id email } }', {}, principal)).data?.me).toEqual({ id: person.id, email: person.email });
    expect(codeOf(await identity.ask('{ me { id } }'))).toBe('AUTH_TOKEN_INVALID');
  });

  test('a colleague is found by key; a person of another business, an unknown and a malformed id are null', async () => {
    const person = await aPerson();
    const stranger = await aPerson();
    const { principal } = await person.loggedIn();
    const colleague = await identity.addMember(person.tenantId, { email: `${randomUUID()}@example.test`, role: 'technician' });
    const representations = [colleague, stranger.id, randomUUID(), 'nonsense'].map((id) => ({ __typename: 'User', id }));
    const result = await identity.ask(
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { id role { code } memberships { tenant { id } } } } }',
      { representations },
      principal,
    );
    expect(result.data?._entities).toEqual([{ id: colleague, role: { code: 'technician' }, memberships: [{ tenant: { id: person.tenantId } }] }, null, null, null]);
  });

  describe('of a colleague', () => {
    const withheld = ['uniqueId', 'email', 'username', 'isActive', 'createdAt', 'memberships { role { code } }'];
    const colleagueQuery = (fields: string) => `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { ${fields} } } }`;
    /** An owner and a colleague of theirs, who asks. */
    async function aColleague(role: 'technician' | 'viewer' | 'owner') {
      const owner = await aPerson();
      await owner.login();
      const email = `${randomUUID()}@example.test`;
      const id = await identity.addMember(owner.tenantId, { email, role });
      const { accessToken } = answered((await identity.ask(loginMutation, { email, password: 'correct horse' })).data?.login);
      const principal = await identity.principalOf(accessToken);
      const see = (who: string, fields: string, as: Principal = principal) => identity.ask(colleagueQuery(fields), { representations: [{ __typename: 'User', id: who }] }, as);
      return { owner, id, email, see };
    }

    test('who may not read users sees the names, nothing of what can be null, and is refused the rest', async () => {
      const { owner, see } = await aColleague('technician');
      const seen = await see(owner.id, 'id firstName lastName phone lastLogin role { code permissions }');
      expect(seen).toEqual({ data: { _entities: [{ id: owner.id, firstName: 'Ana', lastName: 'Li', phone: null, lastLogin: null, role: null }] } });
      for (const field of withheld) {
        const { data, errors } = await see(owner.id, field);
        expect([field, data, errors?.map(({ extensions }) => extensions['code'])]).toEqual([field, { _entities: [null] }, ['AUTH_INSUFFICIENT_PERMISSIONS']]);
      }
    });

    test('they still see all of themselves, by key too', async () => {
      const { id, email, see } = await aColleague('technician');
      const seen = await see(id, `id email lastLogin role { code } ${withheld.filter((field) => field !== 'email').join(' ')}`);
      expect(seen.errors).toBeUndefined();
      expect(seen.data?._entities).toMatchObject([{ id, email, lastLogin: expect.any(Date), role: { code: 'technician' } }]);
    });

    test('who may read users sees them, an operator who acts for the business too', async () => {
      const { owner, see } = await aColleague('viewer');
      const operator = actingFor({ kind: 'operator', userId: randomUUID(), sessionId: randomUUID(), tenantId: null }, owner.tenantId);
      for (const seen of [await see(owner.id, `email role { code } ${withheld.slice(2).join(' ')}`), await see(owner.id, 'email role { code }', operator)]) {
        expect(seen.errors).toBeUndefined();
        expect(seen.data?._entities).toMatchObject([{ email: owner.email, role: { code: 'owner' } }]);
      }
    });
  });
});
