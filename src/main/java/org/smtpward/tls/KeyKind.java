package org.smtpward.tls;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;

/** What a certificate's key is, in the numbers with which a ClientHello says that its client can do it (RFC 8446 §4.2). */
enum KeyKind {
    RSA(0, 0),
    P_256(0x0403, 23),
    P_384(0x0503, 24),
    P_521(0x0603, 25);

    private final int signatureScheme;
    private final int group;

    KeyKind(int signatureScheme, int group) {
        this.signatureScheme = signatureScheme;
        this.group = group;
    }

    /** Whatever is on no curve that TLS still has: no handshake succeeds with it unless it is RSA. */
    static KeyKind of(PublicKey key) {
        int bits = key instanceof ECPublicKey ec ? ec.getParams().getOrder().bitLength() : 0;
        return switch (bits) {
            case 256 -> P_256;
            case 384 -> P_384;
            case 521 -> P_521;
            default -> RSA;
        };
    }

    /** ecdsa_secp256r1_sha256 and the like; none for RSA, which is not asked for. */
    int signatureScheme() {
        return signatureScheme;
    }

    /** The curve; none for RSA. */
    int group() {
        return group;
    }
}
