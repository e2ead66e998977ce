package org.smtpward.tls;

import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.smtpward.config.PublicKeyPin;

/** Trusts the server whose key is known beforehand; names, dates and issuers do not matter. */
final class PinTrust extends ServerTrust {
    private final List<PublicKeyPin> pins;

    PinTrust(List<PublicKeyPin> pins) {
        this.pins = List.copyOf(pins);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        PublicKeyPin shown = PublicKeyPin.of(chain[0].getPublicKey());
        byte[] octets = shown.octets();
        boolean known = false;
        for (PublicKeyPin pin : pins) {
            known |= MessageDigest.isEqual(octets, pin.octets());
        }
        if (!known) {
            throw new UntrustedException("its key is " + shown + ", which is none of backend.tls-options.pins");
        }
    }
}
