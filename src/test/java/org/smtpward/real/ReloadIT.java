package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.demo.StandIn;

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
            awaitLine(program, "event=reload result=ok");
            try (SmtpClient after = SmtpClient.hello(program.endpoint())) {
                assertThat(after.command("XYZZY")).contains("XYZZY");
            }
            assertThat(before.command("XYZZY")).isEqualTo(REFUSED);
            program.terminate();
            assertThat(program.awaitExit()).isZero();
        }
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
