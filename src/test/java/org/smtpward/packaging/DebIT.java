package org.smtpward.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smtpward.lab.PackageHost;
import org.smtpward.lab.RealParts;

/** The Debian package comes and goes as it should. That its service runs the RPM shows: the files are the same. */
@RealParts
class DebIT {
    private final String deb = Release.made().only(".deb").toString();
    private PackageHost host;

    @BeforeEach
    void makeHost() {
        host = PackageHost.create();
    }

    @AfterEach
    void removeHost() {
        host.close();
    }

    @Test
    void itIsInstalledAndLeavesNothingBehind() throws Exception {
        List<String> before = host.files("etc/smtpward", "usr");
        dpkg("--install", deb);
        assertThat(host.run("stat", "-c", "%U:%G %a", "/etc/smtpward", "/etc/smtpward/smtpward.conf")
                        .text())
                .isEqualTo("root:smtpward 750\nroot:smtpward 640\n");
        Process version = host.asService("smtpward", List.of("/usr/bin/smtpward", "version"))
                .start();
        assertThat(new String(version.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .startsWith("smtpward ");
        assertThat(version.waitFor()).isZero();

        String edited = "smtpward.policy.mode = monitor\n";
        Files.writeString(host.resolve("etc/smtpward/smtpward.conf"), edited);
        dpkg("--install", deb);
        dpkg("--remove", "smtpward");
        assertThat(host.resolve("etc/smtpward/smtpward.conf")).hasContent(edited);
        dpkg("--purge", "smtpward");
        assertThat(host.files("etc/smtpward", "usr")).containsExactlyInAnyOrderElementsOf(before);
    }

    private void dpkg(String... arguments) throws Exception {
        PackageHost.Output output = host.dpkg(arguments);
        assertThat(output.exitCode()).as(output.text()).isZero();
    }
}
