package org.smtpward.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourceTest {
    private static final InetAddress CLIENT = NetUtil.createInetAddressFromIpAddressString("127.0.0.9");
    private static final InetAddress OURS = NetUtil.createInetAddressFromIpAddressString("127.0.0.2");

    @Test
    void oursHidesTheClientUnlessItIsTheClientsToo() {
        assertThat(new Source.Ours(Optional.of(OURS)).shows(CLIENT)).isFalse();
        assertThat(new Source.Ours(Optional.empty()).shows(CLIENT)).isFalse();
        assertThat(new Source.Ours(Optional.of(CLIENT)).shows(CLIENT)).isTrue();
    }

    @Test
    void theOthersShowIt() {
        var client = new InetSocketAddress(CLIENT, 40_000);
        assertThat(new Source.Borrowed(CLIENT).shows(CLIENT)).isTrue();
        assertThat(new Source.Announced(Optional.of(OURS), HAProxyProtocolVersion.V1, client, client).shows(CLIENT))
                .isTrue();
    }
}
