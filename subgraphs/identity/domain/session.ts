/** A rotated token is honoured for so long, so that two tabs do not end each other (domain.md, "Tokens"). */
const rotationGraceMillis = 10_000;

/** The log-in that a family of refresh tokens descends from. */
export interface Session {
  id: string;
  userId: string;
  endedAt: Date | null;
}

/** One refresh token of a session. */
export interface RefreshToken {
  expiresAt: Date;
  /** When a successor was given out for it. */
  rotatedAt: Date | null;
}

/**
 * What a refresh token is good for now. `rotate`: its first use. `repeat`: used a moment ago, by another tab.
 * `reuse`: used long ago, so one of two holders is a thief, and the family ends. `refuse`: nothing any more.
 */
export function judgeRefreshToken(token: RefreshToken, session: Session, now: Date): 'rotate' | 'repeat' | 'reuse' | 'refuse' {
  if (session.endedAt !== null || token.expiresAt <= now) return 'refuse';
  if (token.rotatedAt === null) return 'rotate';
  return now.getTime() - token.rotatedAt.getTime() <= rotationGraceMillis ? 'repeat' : 'reuse';
}
