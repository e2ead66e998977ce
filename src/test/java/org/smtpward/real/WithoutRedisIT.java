package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.lab.RealParts;

/** Without shared.redis.address no client of Redis is there: a proxy serves honest mail and attacks without it. */
@RealParts
class WithoutRedisIT {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @Test
    void nothingOfItIsLoaded(@TempDir Path directory) throws Exception {
        Path loaded = directory.resolve("loaded");
        Tool.Output demo = Tool.run(List.of(
                JAVA.toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load:file=" + loaded,
                "-jar",
                "target/smtpward.jar",
                "demo",
                "--once"));
        assertThat(demo.exitCode()).as(demo.text()).isZero();
        assertThat(Files.readAllLines(loaded))
                .anyMatch(line -> line.contains(" org.smtpward.listener.Admission "))
                .noneMatch(line -> line.contains(" io.vertx.redis."));
    }
}
