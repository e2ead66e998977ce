package org.smtpward.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a configuration counts as changed. Two looks have to see the same: the second says so. */
class ConfigurationSourceTest {
    @TempDir
    private Path directory;

    private ConfigurationSource source;

    @BeforeEach
    void readOnce() throws Exception {
        write("smtpward.conf", """
                smtpward.limits { include "limits.conf" }
                smtpward.backend.tls-options { verify = ca, ca = "%s", server-name = mail.example }
                smtpward.tls.certificates = [ { chain = "%s", key = "%s" } ]
                smtpward.tls.client-certificates.ca = "%s"
                smtpward.admin.tls { chain = "%s", key = "%s" }
                smtpward.admin.password-file = "%s"
                smtpward.shared.redis { address = "redis://127.0.0.1:6379", password-file = "%s" }
                """.formatted(
                        directory.resolve("ca.pem"),
                        directory.resolve("tls.crt"),
                        directory.resolve("tls.key"),
                        directory.resolve("ca.crt"),
                        directory.resolve("admin.crt"),
                        directory.resolve("admin.key"),
                        directory.resolve("password"),
                        directory.resolve("redis-password")));
        write("ca.pem", "authority");
        write("limits.conf", "include \"more.conf\"");
        write("more.conf", "connections = 1");
        write("tls.crt", "chain");
        write("tls.key", "key");
        write("ca.crt", "authorities");
        write("admin.crt", "chain");
        write("admin.key", "key");
        write("password", "password");
        write("redis-password", "password");
        for (String name : new String[] {"tls.key", "admin.key", "password", "redis-password"}) {
            mode(name, "rw-------");
        }
        source = new ConfigurationSource(directory.resolve("smtpward.conf"), new ConfigurationLoader(Map.of()));
        assertThat(source.read().limits().admission().connections()).isEqualTo(1);
    }

    @Test
    void nothingHasChanged() {
        assertThat(source.hasChanged()).isFalse();
        assertThat(source.hasChanged()).isFalse();
    }

    @Test
    void theFileItselfAndWhatItIncludesAndCertificatesAndKeys() throws Exception {
        for (String name : new String[] {
            "smtpward.conf",
            "limits.conf",
            "more.conf",
            "tls.crt",
            "tls.key",
            "ca.crt",
            "ca.pem",
            "admin.crt",
            "admin.key"
        }) {
            String text = Files.readString(directory.resolve(name));
            write(name, text + " ");
            assertThat(seesChange()).as(name).isTrue();
            source.read();
            assertThat(seesChange()).as(name + ", known").isFalse();
        }
    }

    @Test
    void aChangeCountsWhenItHasSettled() throws Exception {
        write("tls.crt", "new chain");
        assertThat(source.hasChanged()).isFalse();
        write("tls.key", "new key");
        assertThat(source.hasChanged()).isFalse();
        assertThat(source.hasChanged()).isTrue();
    }

    @Test
    void aFileThatWasOnlyTouchedIsTheSame() throws Exception {
        Files.setLastModifiedTime(directory.resolve("smtpward.conf"), FileTime.fromMillis(0));
        assertThat(seesChange()).isFalse();
    }

    /** Not to be seen by size, nor by time where the clock of the file system is coarse. */
    @Test
    void aFileOfTheSameSizeAndTimeIsAnother() throws Exception {
        FileTime time = Files.getLastModifiedTime(directory.resolve("more.conf"));
        write("more.conf", "connections = 2");
        Files.setLastModifiedTime(directory.resolve("more.conf"), time);
        assertThat(seesChange()).isTrue();
    }

    /** A key that was refused for its mode is taken after the chmod that the log asks for. */
    @Test
    void aFileWithAnotherModeIsAnother() throws Exception {
        for (String name : new String[] {"tls.key", "admin.key", "password", "redis-password"}) {
            mode(name, "rw-r--r--");
            assertThat(seesChange()).as(name).isTrue();
            source.read();
            mode(name, "rw-r-----");
            assertThat(seesChange()).as(name + ", mended").isTrue();
            source.read();
            assertThat(seesChange()).as(name + ", known").isFalse();
        }
    }

    /** No reload reads them. */
    @Test
    void aNewPasswordIsNoChange() throws Exception {
        write("password", "another password");
        write("redis-password", "another password");
        assertThat(seesChange()).isFalse();
    }

    @Test
    void aFileReplacedByItsTwinIsTheSame() throws Exception {
        Path twin = Files.copy(directory.resolve("more.conf"), directory.resolve("twin"));
        Files.move(twin, directory.resolve("more.conf"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(seesChange()).isFalse();
    }

    @Test
    void aFileThatGoesAndComesBack() throws Exception {
        Files.delete(directory.resolve("more.conf"));
        assertThat(seesChange()).isTrue();
        assertThatThrownBy(() -> source.read())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith("include \"more.conf\": no such file");
        assertThat(seesChange()).isFalse();
        write("more.conf", "connections = 1");
        assertThat(seesChange()).isTrue();
        source.read();
        assertThat(seesChange()).isFalse();
    }

    @Test
    void whatIsBrokenIsKnownUntilItChanges() throws Exception {
        write("smtpward.conf", "smtpward {");
        assertThat(seesChange()).isTrue();
        assertThatThrownBy(() -> source.read()).isInstanceOf(ConfigurationException.class);
        assertThat(seesChange()).isFalse();
        write("smtpward.conf", "smtpward { nonsense = 1 }");
        assertThat(seesChange()).isTrue();
    }

    @Test
    void aFileThatIsNamedNoMoreIsNotLookedAt() throws Exception {
        write("smtpward.conf", "");
        source.read();
        write("more.conf", "connections = 2");
        write("tls.key", "new key");
        assertThat(seesChange()).isFalse();
    }

    private void mode(String name, String mode) throws IOException {
        Files.setPosixFilePermissions(directory.resolve(name), PosixFilePermissions.fromString(mode));
    }

    private boolean seesChange() {
        source.hasChanged();
        return source.hasChanged();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }
}
