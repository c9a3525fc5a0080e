import type DataLoader from 'dataloader';
import type { NewEvent } from '../../schema/events/event';
import type { Principal } from '../../platform/principal/principal';
import type { Tokens } from '../../platform/principal/tokens';
import type { WrongTries } from './domain/loginLock';
import type { Membership, Person, RoleCode } from './domain/person';
import type { RefreshToken, Session } from './domain/session';

/** What one request stands on. */
export interface Context {
  principal: Principal;
  clock: () => Date;
  tokens: Tokens;
  /** How long a refresh token is good for. */
  refreshSeconds: number;
  passwords: Passwords;
  logins: Logins;
  /** People of the caller's business by id; null for everybody else. */
  people: DataLoader<string, Person | null>;
  /** All businesses of the caller, first joined first. */
  ownMemberships(): Promise<Membership[]>;
  /** Runs `work` in one transaction of that business. Log-in and refresh learn the tenant on the way, so it is said here. */
  inTenant<T>(tenantId: string, work: (tx: IdentityTransaction) => Promise<T>): Promise<T>;
}

/** Passwords as they are kept: by hash. */
export interface Passwords {
  /** bcrypt; refuses RATE_LIMIT_EXCEEDED where too many wait for a hash already. */
  hash(password: string): Promise<string>;
  /** Compares with a hash of the same cost where there is none, so that an unknown address takes as long. */
  matches(password: string, hash: string | null): Promise<boolean>;
}

/** What is asked before a tenant is known. */
export interface Logins {
  find(emailOrUsername: string): Promise<LoginRecord | null>;
  /** Keeps what `decide` makes of the tries so far, one after the other in whatever processes they are made; false, and nothing kept, where that is null. */
  countTry(loginHash: Buffer, decide: (tries: WrongTries) => WrongTries | null): Promise<boolean>;
  /** One try less: it came to nothing. */
  takeBackTry(loginHash: Buffer): Promise<void>;
  forgetTries(loginHash: Buffer): Promise<void>;
  /** The business that a refresh token belongs to; null for an unknown token. */
  tenantOfRefreshToken(tokenHash: Buffer): Promise<string | null>;
}

/** What log-in needs of a person. */
export interface LoginRecord {
  userId: string;
  passwordHash: string;
  isActive: boolean;
  /** First joined first. */
  memberships: (Membership & { isSuspended: boolean })[];
}

/** A person who is to belong to the transaction's business. */
export interface NewMember {
  id: string;
  uniqueId: string;
  email: string;
  username: string;
  firstName: string;
  lastName: string;
  phone: string | null;
  passwordHash: string;
  role: RoleCode;
}

/** The stores of one business, in one transaction. */
export interface IdentityTransaction {
  people: {
    byId(id: string): Promise<Person | null>;
    byIds(ids: readonly string[]): Promise<Person[]>;
    noteLogin(id: string, at: Date): Promise<void>;
    /** @returns the person's id: the given one, or that of the person whose address it is */
    add(member: NewMember): Promise<string>;
  };
  sessions: {
    open(session: { id: string; userId: string; at: Date; expiresAt: Date }): Promise<void>;
    /** Locks the session, so that its tokens rotate one after the other. */
    byRefreshToken(tokenHash: Buffer): Promise<{ session: Session; token: RefreshToken } | null>;
    addRefreshToken(token: { hash: Buffer; sessionId: string; at: Date; expiresAt: Date }): Promise<void>;
    rotate(tokenHash: Buffer, successor: Buffer, at: Date): Promise<void>;
    prolong(sessionId: string, expiresAt: Date, at: Date): Promise<void>;
    /** @returns whose session it was; null where it had ended before, or never was */
    end(sessionId: string, at: Date): Promise<{ userId: string } | null>;
  };
  /** Whether the operator of the platform has suspended the business. */
  isSuspended(): Promise<boolean>;
  say<Payload>(event: NewEvent<Payload>): Promise<void>;
}
