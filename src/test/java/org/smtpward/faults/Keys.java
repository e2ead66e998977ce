package org.smtpward.faults;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.smtpward.demo.ThrowAwayCertificate;

/**
 * What the peers make their handshakes with.
 *
 * @param client trusts everybody
 * @param server has the certificate
 */
record Keys(SSLContext client, SSLContext server) {
    static Keys of(ThrowAwayCertificate certificate) throws IOException, GeneralSecurityException {
        char[] noPassword = {};
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, noPassword);
        store.setKeyEntry("key", certificate.privateKey(), noPassword, new Certificate[] {certificate.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, noPassword);
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(keys.getKeyManagers(), null, null);
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        return new Keys(client, server);
    }

    /** A whole ClientHello, of a handshake that nobody will go on with. */
    byte[] clientHello() throws IOException {
        SSLEngine engine = client.createSSLEngine();
        engine.setUseClientMode(true);
        engine.beginHandshake();
        ByteBuffer octets = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), octets);
        return Arrays.copyOf(octets.array(), octets.position());
    }
}
