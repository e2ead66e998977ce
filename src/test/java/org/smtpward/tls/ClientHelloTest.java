package org.smtpward.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.smtpward.config.CipherSuite;
import org.smtpward.session.ClientHelloFacts;

/** Server name and application protocols of a ClientHello (RFC 8446 §4.1.2, RFC 6066 §3, RFC 7301 §3.1). */
class ClientHelloTest {
    private static final String MAIL_EXAMPLE = "0000 0011 000f 00 000c 6d61696c2e6578616d706c65";
    private static final Set<Integer> SUITES = Set.of(0x1301, 0x1302);
    private static final String H2_AND_SMTP = "0010 000a 0008 02 6832 04 736d7470";

    @Test
    void aHelloWithoutExtensions() {
        assertThat(read(start())).contains(facts(Optional.empty()));
        assertThat(read(start() + "0000")).contains(facts(Optional.empty()));
    }

    @Test
    void aServerName() {
        assertThat(read(hello(MAIL_EXAMPLE))).contains(facts(Optional.of("mail.example")));
    }

    @Test
    void applicationProtocolsInTheOrderOfTheClient() {
        assertThat(read(hello(H2_AND_SMTP))).contains(facts(Optional.empty(), "h2", "smtp"));
    }

    @Test
    void bothAmongOthers() {
        assertThat(read(hello("ff01 0001 00" + MAIL_EXAMPLE + "0017 0000" + H2_AND_SMTP + "002b 0003 02 0304")))
                .contains(facts(Optional.of("mail.example"), "h2", "smtp"));
    }

    @Test
    void aNameOfAnotherKindIsSkipped() {
        assertThat(read(hello("0000 000d 000b 07 0001 78 00 0004 6d782e78"))).contains(facts(Optional.of("mx.x")));
        assertThat(read(hello("0000 0005 0003 00 0000"))).contains(facts(Optional.empty()));
    }

    @Test
    void octetsOutsideOfAsciiAreKeptAsTheyAre() {
        assertThat(read(hello("0010 0004 0002 01 ff"))).contains(facts(Optional.empty(), "\u00ff"));
    }

    @Test
    void lengthsThatPointBehindTheEndAreMalformed() {
        assertThat(read(hello("0000 0011 0010 00 000c 6d61696c2e6578616d706c65")))
                .isEmpty();
        assertThat(read(hello("0010 0004 0002 02 61"))).isEmpty();
        assertThat(read(hello("0010 0001 00"))).isEmpty();
        assertThat(read(hello("0010 00"))).isEmpty();
        assertThat(read(start() + "0001")).isEmpty();
        assertThat(read("")).isEmpty();
    }

    @Test
    void noHelloThatBreaksOffIsReadAsAWholeOne() {
        byte[] whole = octets(hello(MAIL_EXAMPLE + H2_AND_SMTP));
        int startLength = octets(start()).length;
        for (int length = 0; length < whole.length; length++) {
            Optional<ClientHello> facts = ClientHello.read(Unpooled.wrappedBuffer(whole, 0, length));
            // Without the octets of the extensions it is whole in itself.
            assertThat(facts.isPresent()).as("%d octets", length).isEqualTo(length == startLength);
        }
    }

    @Test
    void noOctetsMakeItThrow() {
        var random = new Random(1);
        byte[] whole = octets(hello(MAIL_EXAMPLE + H2_AND_SMTP));
        for (int i = 0; i < 20_000; i++) {
            byte[] octets = whole.clone();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            ByteBuf body = Unpooled.wrappedBuffer(octets);
            assertThat(ClientHello.read(body)).isNotNull();
            assertThat(body.readerIndex()).isZero();
        }
    }

    @Test
    void theHelloOfARealClient() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("mail.example")));
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        engine.setSSLParameters(parameters);
        var record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), record);
        // 5 octets of the record's header and 4 of the message's.
        ByteBuf body = Unpooled.wrappedBuffer(record.flip()).skipBytes(9);
        ClientHello hello = ClientHello.read(body).orElseThrow();
        assertThat(hello.facts()).isEqualTo(facts(Optional.of("mail.example"), "h2", "http/1.1"));
        assertThat(hello.abilities().tls13()).isTrue();
        assertThat(hello.abilities().takes(KeyKind.P_256, CipherSuite.safe())).isTrue();
    }

    @Test
    void whatTheClientCanDo() {
        assertThat(abilities(start())).isEqualTo(new ClientAbilities(false, SUITES, Set.of(), Set.of()));
        assertThat(abilities(hello("000d 0006 0004 0403 0804" + "000a 0004 0002 0017" + "002b 0005 04 0304 0303")))
                .isEqualTo(new ClientAbilities(true, SUITES, Set.of(0x0403, 0x0804), Set.of(23)));
        assertThat(abilities(hello("002b 0003 02 0303")).tls13()).isFalse();
    }

    @Test
    void anOddListIsMalformed() {
        assertThat(read(hello("000d 0005 0003 0403 08"))).isEmpty();
        assertThat(read(hello("002b 0002 01 03"))).isEmpty();
    }

    private static ClientHelloFacts facts(Optional<String> serverName, String... alpn) {
        return new ClientHelloFacts(serverName, List.of(alpn));
    }

    /** Version, random, session id, cipher suites, compression methods. */
    private static String start() {
        return "0303" + "ab".repeat(32) + "02 1234" + "0004 1301 1302" + "01 00";
    }

    private static String hello(String extensions) {
        return start() + "%04x".formatted(octets(extensions).length) + extensions;
    }

    private static Optional<ClientHelloFacts> read(String hex) {
        return ClientHello.read(Unpooled.wrappedBuffer(octets(hex))).map(ClientHello::facts);
    }

    private static ClientAbilities abilities(String hex) {
        return ClientHello.read(Unpooled.wrappedBuffer(octets(hex)))
                .orElseThrow()
                .abilities();
    }

    private static byte[] octets(String hex) {
        return java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
