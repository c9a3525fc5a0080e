import { hkdfSync } from 'node:crypto';
import { compactDecrypt, CompactEncrypt, errors } from 'jose';

/** Seals what must not lie in the clear in the database or on disk, with ENCRYPTION_KEY. */
export interface Sealer {
  /** @param purpose what the secret is and whose: sealed for one purpose it opens for no other. The same text is sealed anew each time. */
  seal(text: string, purpose: string): Promise<string>;
  /** @throws Error without the secret, where it was sealed with another key, for another purpose, or has been changed */
  open(sealed: string, purpose: string): Promise<string>;
}

const algorithms = { alg: 'dir', enc: 'A256GCM' } as const;

/**
 * Compact JWE (RFC 7516), direct encryption with AES-256-GCM; each purpose has a key of its own, derived by HKDF-SHA-256 (RFC 5869).
 * @param encryptionKey ENCRYPTION_KEY, of any length; without one nothing can be sealed or opened
 */
export function createSealer(encryptionKey: string | undefined): Sealer {
  const keyFor = (purpose: string) => {
    if (encryptionKey === undefined) throw new Error('ENCRYPTION_KEY is unset: there is no secret to keep without it');
    return new Uint8Array(hkdfSync('sha256', encryptionKey, '', `nevermisscall sealed ${purpose}`, 32));
  };
  return {
    seal: async (text, purpose) => new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader(algorithms).encrypt(keyFor(purpose)),
    async open(sealed, purpose) {
      const key = keyFor(purpose);
      try {
        const { plaintext } = await compactDecrypt(sealed, key, { keyManagementAlgorithms: [algorithms.alg], contentEncryptionAlgorithms: [algorithms.enc] });
        return new TextDecoder().decode(plaintext);
      } catch (error) {
        if (!(error instanceof errors.JOSEError)) throw error;
        throw new Error(`what is sealed for ${purpose} does not open with this ENCRYPTION_KEY`, { cause: error });
      }
    },
  };
}
