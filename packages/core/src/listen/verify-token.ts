import { createHash, timingSafeEqual } from 'node:crypto';
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';

export interface TokenVerifierOptions {
  /** Key set of the last registration, JSON text; null on platforms that do not sign. */
  readonly jwks: () => string | null;
  /** The connector's own token: what older platforms send. */
  readonly ownToken: string;
  readonly connectorId: string;
  /** Registers again, for keys that have changed. */
  readonly refresh: () => Promise<void>;
}

/** Keys are asked for again at most this often. */
const REFRESH_MS = 60_000;
const CLOCK_TOLERANCE_S = 5;

/** Checks the bearer of a callback: signature, issuer, subject, audience where there is one, expiry (protocol.md 5.10). */
export class TokenVerifier {
  readonly #options: TokenVerifierOptions;
  #refreshedAt = Number.NEGATIVE_INFINITY;

  constructor(options: TokenVerifierOptions) {
    this.#options = options;
  }

  /** Why the request is refused, in words without the token; undefined when it is the platform's. */
  async refusal(authorization: string | undefined): Promise<string | undefined> {
    const [scheme, token] = authorization?.split(' ') ?? [];
    if (scheme?.toLowerCase() !== 'bearer' || !token) return 'no bearer token';
    if (this.#options.jwks() === null) {
      return sameText(token, this.#options.ownToken) ? undefined : 'not the token of this connector';
    }
    const reason = await this.#verify(token);
    if (reason !== UNKNOWN_KEY || performance.now() - this.#refreshedAt < REFRESH_MS) return reason;
    this.#refreshedAt = performance.now();
    await this.#options.refresh();
    return this.#verify(token);
  }

  async #verify(token: string): Promise<string | undefined> {
    try {
      const keys = createLocalJWKSet(JSON.parse(this.#options.jwks() ?? '{"keys":[]}') as JSONWebKeySet);
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['EdDSA'],
        issuer: 'opencti',
        subject: 'connector',
        requiredClaims: ['exp', 'iat'],
        clockTolerance: CLOCK_TOLERANCE_S,
      });
      const audience = [payload.aud ?? []].flat();
      const forUs =
        audience.length === 0 || audience.some((one) => one === 'connector' || one === this.#options.connectorId);
      return forUs ? undefined : 'meant for another audience';
    } catch (error) {
      return describe(error);
    }
  }
}

const UNKNOWN_KEY = 'signed with a key that the platform does not have';

function describe(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWKSNoMatchingKey) return UNKNOWN_KEY;
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'wrong signature';
  if (error instanceof errors.JWTClaimValidationFailed) return `wrong claim ${error.claim}`;
  return 'not a token';
}

function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
