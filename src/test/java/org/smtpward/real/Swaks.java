package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.smtpward.lab.NetworkHost;

/** swaks, the Swiss army knife for SMTP. */
final class Swaks {
    private Swaks() {}

    /**
     * Delivers the octets of {@code data}, which has the end of mail data too, to bob and Carol.
     *
     * @return what was sent and answered, without the data
     */
    static String deliver(Endpoint server, Path data, String... options) throws IOException {
        Tool.Output output = run(
                server,
                Stream.concat(
                        Stream.of("--to", "bob@example.test,Carol@example.test", "-ndf", "--data", "@" + data),
                        Stream.of(options)));
        assertThat(output.exitCode()).as(output.text()).isZero();
        return output.text();
    }

    /** Delivers to {@code recipient}; it may be refused. */
    static Tool.Output tryTo(Endpoint server, String recipient, String... options) throws IOException {
        return run(server, Stream.concat(Stream.of("--to", recipient), Stream.of(options)));
    }

    /** Delivers from within {@code host} to {@code recipient}; it may be refused. Both addresses are of one family. */
    static Tool.Output tryTo(NetworkHost host, Endpoint server, String recipient, String... options)
            throws IOException {
        return run(host.command(command(server, Stream.concat(Stream.of("--to", recipient), Stream.of(options)))));
    }

    private static Tool.Output run(Endpoint server, Stream<String> more) throws IOException {
        return run(command(server, more));
    }

    private static Tool.Output run(List<String> command) throws IOException {
        Tool.Output output = Tool.run(command);
        for (String module : List.of("Net::SSLeay", "IO::Socket::INET6")) {
            if (output.text().contains("requires " + module)) {
                throw new AssertionError("swaks lacks the Debian package of " + module + ": " + output.text());
            }
        }
        return output;
    }

    private static List<String> command(Endpoint server, Stream<String> more) {
        Stream<String> command = Stream.of(
                "swaks",
                "--server",
                server.address().getAddress().getHostAddress(),
                "--port",
                Integer.toString(server.address().getPort()),
                "--local-interface",
                server.source(),
                "--ehlo",
                "client.test",
                "--from",
                "Sender@client.test",
                "--timeout",
                "30s",
                "--suppress-data",
                "--hide-informational");
        return Stream.concat(command, more).toList();
    }
}
