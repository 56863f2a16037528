import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';

/** A key as connectors get it (`jwks` of the registration). */
export interface PublicKey {
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'EdDSA';
  readonly crv: 'Ed25519';
  readonly kty: 'OKP';
  readonly x: string;
}

/** Signs the tokens that callbacks carry (protocol.md 5.10). */
export class TokenSigner {
  readonly publicKey: PublicKey;
  readonly #key: KeyObject;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const { x = '' } = publicKey.export({ format: 'jwk' });
    this.#key = privateKey;
    this.publicKey = { kid: randomBytes(8).toString('hex'), use: 'sig', alg: 'EdDSA', crv: 'Ed25519', kty: 'OKP', x };
  }

  /** A token for one hour. `changes` replaces claims, for tests of refusals. */
  async sign(
    changes: { readonly iss?: string; readonly sub?: string; readonly exp?: number; readonly aud?: string } = {},
  ): Promise<string> {
    const issuedAt = Math.floor(Date.now() / 1000);
    return await new SignJWT({ iss: 'opencti', sub: 'connector', iat: issuedAt, exp: issuedAt + 3600, ...changes })
      .setProtectedHeader({ kid: this.publicKey.kid, alg: 'EdDSA', typ: 'JWT' })
      .sign(this.#key);
  }
}
