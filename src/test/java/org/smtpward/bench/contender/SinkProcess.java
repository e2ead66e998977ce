package org.smtpward.bench.contender;

import java.nio.file.Path;
import java.util.List;
import org.smtpward.bench.Bench;
import org.smtpward.bench.Identity;

/** The sink in a process of its own, so that what it costs can be told from what the load costs. */
final class SinkProcess {
    private SinkProcess() {}

    static List<String> command(int port, Identity identity) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dsun.misc.unsafe.memory.access=allow",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Bench.class.getName(),
                "sink",
                "--listen=127.0.0.1:" + port,
                "--chain=" + identity.chain(),
                "--key=" + identity.key(),
                "--until-eof");
    }
}
