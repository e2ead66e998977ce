package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.demo.StandIn;
import org.smtpward.demo.ThrowAwayCertificate;

/** The program as it was built, whose configuration changes while it runs. Before the stand-in, so it runs everywhere. */
class ReloadIT {
    private static final String REFUSED = "500 5.5.1 Command unrecognized\r\n";

    @TempDir
    private Path directory;

    private StandIn backend;

    @BeforeEach
    void start() throws Exception {
        backend = StandIn.start();
    }

    @AfterEach
    void stop() {
        backend.close();
    }

    @Test
    void sighupReadsTheConfigurationAndDropsNoSession() throws Exception {
        try (Program program = Program.start("run", "--config", config());
                SmtpClient before = SmtpClient.hello(program.endpoint())) {
            config("policy.rules.unknown-command.mode = off");
            program.process().hangUp();
            awaitLine(program, "event=reload result=ok cause=signal");
            try (SmtpClient after = SmtpClient.hello(program.endpoint())) {
                assertThat(after.command("XYZZY")).contains("XYZZY");
            }
            assertThat(before.command("XYZZY")).isEqualTo(REFUSED);
            program.terminate();
            assertThat(program.awaitExit()).isZero();
        }
    }

    /** Unchanged files: it is not the look at them that does the work. */
    @Test
    void sighupReadsFilesThatHaveNotChanged() throws Exception {
        try (Program program = Program.start("run", "--config", config())) {
            program.awaitListening();
            program.process().hangUp();
            awaitLine(program, "event=reload result=ok cause=signal");
        }
    }

    /** The backend is being asked, and there is nothing yet that could read anew. */
    @Test
    void sighupDuringTheStartCountsAfterIt() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Program program = Program.start(
                        "run",
                        "--config",
                        Program.file(
                                directory,
                                ProxyText.before(new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), silent.getLocalPort()))))) {
            try (Socket asked = silent.accept()) {
                assertThat(asked.isConnected()).isTrue();
                program.process().hangUp();
                silent.close();
            }
            awaitLine(program, "event=reload result=ok cause=signal");
        }
    }

    /** nohup has it ignored, and the JVM puts no handler on an ignored signal. */
    @Test
    void sighupThatTheParentIgnoresIsTold() throws Exception {
        try (Program program = Program.startBy(List.of("nohup"), "run", "--config", config())) {
            program.awaitListening();
            assertThat(program.output()).contains("WARN  org.smtpward - event=signal-ignored signal=HUP");
            program.process().hangUp();
            config("policy.rules.unknown-command.mode = off");
            awaitLine(program, "event=reload result=ok cause=file");
        }
    }

    @Test
    void sigintEndsItAsSigtermDoes() throws Exception {
        for (String signal : new String[] {"INT", "TERM"}) {
            try (Program program = Program.start("run", "--config", config())) {
                program.awaitListening();
                program.process().signal(signal);
                assertThat(program.awaitExit()).as(signal).isZero();
                assertThat(program.output()).contains("event=stopping ").contains("event=stopped");
            }
        }
    }

    /** The JVM's own: threads to the standard output, and on it goes. */
    @Test
    void sigquitShowsThreadsAndEndsNothing() throws Exception {
        try (Program program = Program.start("run", "--config", config())) {
            Endpoint endpoint = program.endpoint();
            program.process().signal("QUIT");
            awaitLine(program, "Full thread dump");
            try (SmtpClient after = SmtpClient.hello(endpoint)) {
                assertThat(after.command("NOOP")).startsWith("250 ");
            }
        }
    }

    /** What the log asks for is enough, and what is wrong with a key in use is not first found by the next start. */
    @Test
    void aKeyIsRefusedForItsModeAndTakenAfterTheChmod() throws Exception {
        var certificate = ThrowAwayCertificate.create(directory);
        String files = "tls.certificates = [ { chain = \"%s\", key = \"%s\" } ]"
                .formatted(certificate.chain(), certificate.key());
        try (Program program = Program.start("run", "--config", config(files))) {
            program.awaitListening();
            mode(certificate.key(), "rw-r--r--");
            awaitLine(program, "event=reload result=refused cause=file");
            assertThat(program.output())
                    .contains(
                            "why=\"tls.certificates: everybody on this machine can read the key %1$s; chmod o-r %1$s\""
                                    .formatted(certificate.key()));
            mode(certificate.key(), "rw-r-----");
            awaitLine(program, "event=reload result=ok cause=file");
        }
    }

    @Test
    void aPasswordThatEverybodyCanReadFromNowOnIsTold() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "correct horse battery");
        mode(password, "rw-------");
        try (Program program = Program.start(
                "run",
                "--config",
                config("admin { address = \"127.0.0.1:0\", password-file = \"%s\" }".formatted(password)))) {
            program.awaitListening();
            mode(password, "rw-r--r--");
            awaitLine(program, "event=reload result=refused cause=file");
            assertThat(program.output())
                    .contains("admin.password-file: everybody on this machine can read " + password);
        }
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void aChangedFileIsFoundWithoutASignal() throws Exception {
        try (Program program = Program.start("run", "--config", config())) {
            Endpoint endpoint = program.endpoint();
            config("policy.rules.unknown-command.mode = off");
            awaitLine(program, "event=reload result=ok cause=file");
            try (SmtpClient after = SmtpClient.hello(endpoint)) {
                assertThat(after.command("XYZZY")).contains("XYZZY");
            }
        }
    }

    @Test
    void sighupWithABrokenFileChangesNothing() throws Exception {
        try (Program program = Program.start("run", "--config", config())) {
            Endpoint endpoint = program.endpoint();
            config("policy.rules.unknown-comand.mode = off");
            program.process().hangUp();
            awaitLine(program, "event=reload result=refused");
            assertThat(program.output())
                    .contains("policy.rules.unknown-comand: unknown key; did you mean policy.rules.unknown-command?");
            try (SmtpClient after = SmtpClient.hello(endpoint)) {
                assertThat(after.command("XYZZY")).isEqualTo(REFUSED);
            }
        }
    }

    private static void awaitLine(Program program, String line) {
        Until.soon(() -> program.output().contains(line), () -> line + "; it said " + program.output());
    }

    private String config(String... changes) throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), backend.port());
        return Program.file(directory, ProxyText.before(address, changes));
    }
}
