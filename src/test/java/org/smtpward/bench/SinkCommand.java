package org.smtpward.bench;

import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.smtpward.bench.sink.Sink;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code smtpward-bench sink}: a backend that throws mail away, until it is ended; then it says what came. */
@Command(
        name = "sink",
        description =
                "A backend that answers like sendmail, checks each message of 'load' and throws it away. Ends when it "
                        + "is told to (Ctrl-C), or when its standard input does with --until-eof.",
        mixinStandardHelpOptions = true)
final class SinkCommand implements Callable<Integer> {
    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            converter = HostPortConverter.class,
            description = "Where; port 0 is any free one (default: ${DEFAULT-VALUE}).")
    private InetSocketAddress listen = new InetSocketAddress("127.0.0.1", 2525);

    @Option(
            names = "--starttls",
            paramLabel = "KIND",
            description = "Offer STARTTLS, with a throw-away certificate: ${COMPLETION-CANDIDATES}.")
    private Optional<Identity.Kind> startTls = Optional.empty();

    @Option(
            names = "--chain",
            paramLabel = "FILE",
            description = "Offer STARTTLS with this certificate, a PEM file; with --key.")
    private Optional<Path> chain = Optional.empty();

    @Option(names = "--key", paramLabel = "FILE", description = "Its key.")
    private Optional<Path> key = Optional.empty();

    @Option(names = "--threads", paramLabel = "N", description = "Event loops (default: ${DEFAULT-VALUE}).")
    private int threads = 1;

    @Option(names = "--until-eof", description = "End with the standard input.")
    private boolean untilEof;

    @Override
    public Integer call() throws Exception {
        try (Sink sink = Sink.start(listen, tls(), threads)) {
            System.out.println("listening on " + sink.address().getHostString() + ":"
                    + sink.address().getPort());
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> System.out.println(sink.totals().text())));
            if (untilEof) {
                System.in.transferTo(java.io.OutputStream.nullOutputStream());
            } else {
                new CountDownLatch(1).await();
            }
        }
        return 0;
    }

    private Optional<SslContext> tls() throws Exception {
        if (chain.isPresent() && key.isPresent()) {
            return Optional.of(Tls.server(chain.get(), key.get()));
        }
        if (startTls.isEmpty()) {
            return Optional.empty();
        }
        Path directory = Files.createTempDirectory("smtpward-bench");
        Identity identity = Identity.create(directory, startTls.get());
        SslContext context = Tls.server(identity.chain(), identity.key());
        Files.delete(identity.chain());
        Files.delete(identity.key());
        Files.delete(directory);
        return Optional.of(context);
    }
}
