import { login } from './Mutation/login';
import { logout } from './Mutation/logout';
import { refreshSession } from './Mutation/refreshSession';
import { me } from './Query/me';
import type { Resolvers } from './types.generated';
import { User } from './User';

export const resolvers: Resolvers = { Query: { me }, Mutation: { login, refreshSession, logout }, User };
