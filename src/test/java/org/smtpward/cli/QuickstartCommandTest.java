package org.smtpward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.quickstart.HostTree;
import picocli.CommandLine;

/** {@code smtpward quickstart} and {@code smtpward check --sendmail-cf}: what they print, and their exit codes. */
class QuickstartCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @Test
    void aPlanIsPrintedAndNothingIsChanged() throws IOException {
        Path root = HostTree.suse(directory.resolve("root")).root();
        String before = listing(root);
        assertThat(run("quickstart", "--root", root.toString())).isZero();
        assertThat(output.toString()).startsWith("smtpward quickstart: a plan").contains("\nSTEP 6. ");
        assertThat(errors.toString()).isEmpty();
        assertThat(listing(root)).isEqualTo(before);
    }

    @Test
    void withWriteTheFilesAreThereOnce() {
        Path root = HostTree.suse(directory.resolve("root")).root();
        Path plan = directory.resolve("plan");
        assertThat(run("quickstart", "--root", root.toString(), "--write", plan.toString()))
                .isZero();
        assertThat(plan.resolve("smtpward.conf")).content().contains("source { mode = transparent }");
        assertThat(output.toString())
                .contains(plan.resolve("plan.txt") + "\n")
                .contains(plan.resolve("sendmail.mc.add").toString());
        assertThat(run("quickstart", "--root", root.toString(), "--write", plan.toString()))
                .isEqualTo(ExitCode.RUNTIME);
        assertThat(errors.toString()).contains("plan.txt exists and is not overwritten");
    }

    @Test
    void withoutSendmailItEndsWith1() {
        assertThat(run("quickstart", "--root", directory.toString())).isEqualTo(ExitCode.RUNTIME);
        assertThat(errors.toString())
                .startsWith("smtpward: no sendmail found: ")
                .contains("as root on the mail host");
        assertThat(output.toString()).isEmpty();
    }

    @Test
    void aBrokenSendmailCfIsNamedWithItsLine() {
        Path root = HostTree.suse(directory.resolve("root"))
                .file("/etc/sendmail.cf", "V10/Berkeley\n\0ELF\n")
                .root();
        assertThat(run("quickstart", "--root", root.toString())).isEqualTo(ExitCode.RUNTIME);
        assertThat(errors).hasToString("smtpward: /etc/sendmail.cf:2: contains a NUL octet; this is no sendmail.cf\n");
    }

    @Test
    void nonsenseIsAUsageError() {
        assertThat(run("quickstart", "--root", directory.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(errors.toString()).contains("none is no directory");
        assertThat(run("quickstart", "--wirte", "x")).isEqualTo(2);
    }

    /** The rest of check asks the backend, which is not there: 69. */
    @Test
    void checkNamesWhatAFixedSourceDoesToEachFeature() throws IOException {
        Path root = HostTree.suse(directory.resolve("root")).root();
        run("check", "--sendmail-cf", root.resolve("etc/sendmail.cf").toString(), "--config", config("fixed"));
        assertThat(output.toString())
                .contains("warning sendmail-cf   dnsbl zen.example.org (line ")
                .contains("warning sendmail-cf   require_rdns (line ")
                .contains("with source.mode = fixed: the fixed source has no reverse DNS")
                .contains("warning sendmail-cf   milter greylist, unix:/run/milter-greylist.sock (line ")
                .contains("transparent keeps it as it is");
    }

    @Test
    void checkSaysThatTransparentKeepsThem() throws IOException {
        Path root = HostTree.suse(directory.resolve("root")).root();
        run("check", "--sendmail-cf", root.resolve("etc/sendmail.cf").toString(), "--config", config("transparent"));
        assertThat(output.toString())
                .contains("ok      sendmail-cf   dnsbl zen.example.org (line ")
                .contains("sees each client, as source.mode = transparent")
                .doesNotContain("warning sendmail-cf");
    }

    @Test
    void checkRefusesABrokenSendmailCf() throws IOException {
        Path cf = Files.writeString(directory.resolve("cf"), "V10\n");
        assertThat(run("check", "--sendmail-cf", cf.toString(), "--config", config("fixed")))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(output.toString()).contains("error   sendmail-cf   " + cf + ": defines no mailer \"local\"");
    }

    /** The access map's line for the address of the configuration. */
    @Test
    void checkReadsTheAccessMap() throws IOException {
        Path access = Files.writeString(directory.resolve("access"), "127.9\tRELAY\n");
        Path cf = Files.writeString(directory.resolve("cf"), "Mlocal\nKaccess hash -T<TMPF> " + access + "\n");
        run("check", "--sendmail-cf", cf.toString(), "--config", config("fixed"));
        assertThat(output.toString())
                .contains(
                        "the access map relays for 127.9.9.9: 127.9 RELAY (line 1); add the line Connect:127.9.9.9<TAB>OK");
    }

    private String config(String mode) throws IOException {
        String source = mode.equals("fixed") ? "{ mode = fixed, address = \"127.9.9.9\" }" : "{ mode = transparent }";
        return Files.writeString(directory.resolve("smtpward.conf"), """
                smtpward {
                  listeners = [ { name = smtp, address = "127.0.0.1:0", tls = off } ]
                  backend { address = "127.0.0.1:1", source = %s }
                }
                """.formatted(source))
                .toString();
    }

    private static String listing(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            var text = new StringBuilder();
            for (Path file : files.sorted().toList()) {
                text.append(file)
                        .append(' ')
                        .append(Files.getLastModifiedTime(file, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                        .append('\n');
            }
            return text.toString();
        }
    }

    private int run(String... arguments) {
        return new CommandLine(new SmtpwardCommand())
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .setExecutionExceptionHandler(new Failures())
                .execute(arguments);
    }
}
