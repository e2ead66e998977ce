package org.smtpward.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** A trust manager for one question: may the server with this chain, at the other end of this engine, be trusted? */
abstract class ServerTrust extends X509ExtendedTrustManager {
    @Override
    public abstract void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException;

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw notAsked();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw notAsked();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw notAsked();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw notAsked();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw notAsked();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private static CertificateException notAsked() {
        return new CertificateException("only for the certificate of a server, in an engine");
    }
}
