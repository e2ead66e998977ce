package org.smtpward.bench.load;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts everybody, and counts them: who is not asked about resumed a session. */
final class CountingTrust extends X509ExtendedTrustManager {
    private final LongAdder fullHandshakes = new LongAdder();

    long fullHandshakes() {
        return fullHandshakes.sum();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        fullHandshakes.increment();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        fullHandshakes.increment();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        fullHandshakes.increment();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
