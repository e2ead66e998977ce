package org.smtpward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The measurements, as short as they can be: smtpward and a sink in processes of their own, and nothing lost. */
class CompareIT {
    @TempDir
    private Path directory;

    @Test
    void smtpwardBesideNoProxy() throws Exception {
        Path json = directory.resolve("measurements.json");
        BenchTest.Outcome outcome = BenchTest.execute(
                "compare",
                "--contenders=smtpward,direct",
                "--reference=direct",
                "--workloads=small-long,latency-1",
                "--rounds=1",
                "--seconds=0.2",
                "--warmup=0",
                "--prime=0",
                "--json=" + json);
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.output()).contains("| small-long | smtpward | ", "| latency-1 | direct | ");
        assertThat(Files.readAllLines(json)).hasSize(4).allSatisfy(line -> assertThat(line)
                .contains("\"failures\":0"));
    }
}
