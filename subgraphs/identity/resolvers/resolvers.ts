import { login } from './Mutation/login';
import { logout } from './Mutation/logout';
import { refreshSession } from './Mutation/refreshSession';
import { me } from './Query/me';
import type { Resolvers } from './types.generated';
import { User } from './User';

/** Every field of identity that is more than a property of its object. */
export const resolvers: Resolvers = { Query: { me }, Mutation: { login, refreshSession, logout }, User };
