package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.lab.NetworkHost;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/** The proxy on a machine between that of the client and that of sendmail, without root. */
@RealParts
class MachinesIT {
    private static final List<String> NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "24, 192.0.2.1, 192.0.2.2, 198.51.100.1, 198.51.100.2, [198.51.100.1]",
        "64, 2001:db8:1::1, 2001:db8:1::2, 2001:db8:2::1, 2001:db8:2::2, [IPv6:2001:db8:2:0:0:0:0:1]"
    })
    void sendmailSeesTheAddressOfTheProxy(
            String prefix, String client, String front, String back, String server, String seen) throws Exception {
        try (NetworkHost clientHost = NetworkHost.create();
                NetworkHost proxyHost = NetworkHost.create();
                NetworkHost serverHost = NetworkHost.create()) {
            NetworkHost.link(
                    clientHost.end("eth0", client + "/" + prefix), proxyHost.end("eth0", front + "/" + prefix));
            NetworkHost.link(proxyHost.end("eth1", back + "/" + prefix), serverHost.end("eth0", server + "/" + prefix));
            try (Sendmail sendmail = Sendmail.start(
                            Sendmail.Options.defaults().on(serverHost, 25).at(server));
                    Program proxy = Program.startIn(proxyHost, NOBODY, "run", "--config", config(front, server))) {
                Endpoint endpoint = Endpoint.at(front, proxy.awaitListening(), client);
                Tool.Output output = Swaks.tryTo(clientHost, endpoint, "bob@example.test");
                assertThat(output.exitCode()).as(output.text()).isZero();
                assertThat(sendmail.messages()).singleElement().satisfies(message -> assertThat(message.text())
                        .contains("Received: from client.test (" + seen));
            }
        }
    }

    @Test
    void aRunThatFailsEndsThere() throws Exception {
        try (NetworkHost host = NetworkHost.create()) {
            Tool.Output output = Program.runIn(host, NOBODY, "check", "--config", config("127.0.0.1", "192.0.2.1"));
            assertThat(output.exitCode()).as(output.text()).isEqualTo(69);
            assertThat(output.text()).containsPattern("error +backend +192\\.0\\.2\\.1:25 cannot be reached");
        }
    }

    private String config(String front, String server) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Program.file(directory, """
                smtpward {
                  listeners = [ { name = smtp, address = "%s:0", tls = off, proxy-protocol = off } ]
                  backend.address = "%s:25"
                  backend.source.address = any
                  admin.address = off
                }
                """.formatted(inBrackets(front), inBrackets(server)));
    }

    private static String inBrackets(String address) {
        return address.contains(":") ? "[" + address + "]" : address;
    }
}
