package org.smtpward.real;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.smtpward.demo.StandIn;
import org.smtpward.lab.Authority;
import org.smtpward.lab.Authority.Pair;
import org.smtpward.lab.Authority.Wish;

/**
 * A proxy before the stand-in, with three certificates of one authority: RSA and an elliptic curve for mail.example.test,
 * an elliptic curve for other.example.org.
 */
final class TlsSite implements AutoCloseable {
    private final StandIn backend;
    private final RunningProxy proxy;
    private final Path authority;

    private TlsSite(StandIn backend, RunningProxy proxy, Path authority) {
        this.backend = backend;
        this.proxy = proxy;
        this.authority = authority;
    }

    /** @param changes lines of configuration, below {@code smtpward} */
    static TlsSite start(Path directory, String... changes) throws Exception {
        Authority authority = Authority.root("CN=authority of the test");
        Pair rsa = authority
                .issue("CN=mail.example.test", Wish.rsa(2048, "mail.example.test"))
                .write(directory, "rsa");
        Pair curve = authority
                .issue("CN=mail.example.test", Wish.ec("mail.example.test"))
                .write(directory, "curve");
        Pair other = authority
                .issue("CN=other.example.org", Wish.ec("other.example.org"))
                .write(directory, "other");
        StandIn backend = StandIn.start();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), backend.port());
        String certificates = "tls.certificates = [ %s, %s, %s ]".formatted(rsa.hocon(), curve.hocon(), other.hocon());
        RunningProxy proxy = RunningProxy.start(ProxyText.before(
                address,
                Stream.concat(Stream.of("backend.tls = never", certificates), Stream.of(changes))
                        .toArray(String[]::new)));
        return new TlsSite(backend, proxy, authority.write(directory.resolve("authority.crt")));
    }

    RunningProxy proxy() {
        return proxy;
    }

    Endpoint endpoint() {
        return proxy.endpoint();
    }

    /** The file that clients trust. */
    Path authority() {
        return authority;
    }

    /** What openssl says about a handshake. */
    Tool.Output handshake(String... options) throws Exception {
        return OpensslClient.connectOnly(endpoint(), authority, options);
    }

    /** A session with EHLO, an unknown command and QUIT; every reply. */
    String session(String... options) throws Exception {
        try (OpensslClient client = OpensslClient.start(endpoint(), authority, options)) {
            client.command("EHLO client.test\r\n", 1);
            client.command("XYZZY\r\n", 1);
            client.command("QUIT\r\n", 1);
            return client.transcript();
        }
    }

    @Override
    public void close() {
        proxy.close();
        backend.close();
    }
}
