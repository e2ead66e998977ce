package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines of docs/packages.md and docs/operations.md that move sendmail from port 25 and back, as sendmail's own m4 reads them. */
@RealParts
class SendmailLineIT {
    private static final String OPTION = "O DaemonPortOptions=";

    @Test
    void sendmailMovesToTheLoopbackInterfaceAndBack() throws Exception {
        List<String> lines = Files.readAllLines(Path.of("docs/packages.md"));
        String there = only(lines, "DAEMON_OPTIONS(");
        String back = only(lines, "dnl DAEMON_OPTIONS(").substring("dnl ".length());
        String noSubmission = "FEATURE(`no_default_msa')dnl\n";
        assertThat(String.join("\n", lines)).contains("`" + noSubmission.strip() + "`");
        assertThat(daemons(noSubmission + there)).containsExactly("Name=MTA, Addr=127.0.0.1, Port=2525");
        assertThat(daemons(noSubmission + back)).containsExactly("Name=MTA");
        // As it stays open without that, the page has to speak of it.
        assertThat(daemons(there)).contains("Port=587, Name=MSA, M=E");
    }

    /** docs/operations.md, step 2: two more ports; without the line for port 25 they would take sendmail from it. */
    @Test
    void threeLinesLetSendmailListenAtAllPorts() throws Exception {
        String document = Files.readString(Path.of("docs/operations.md"));
        String port25 = "DAEMON_OPTIONS(`Name=MTA, Family=inet6')dnl";
        assertThat(document).contains("``" + port25 + "``");
        List<String> behind = document.lines()
                .filter(line -> line.startsWith("DAEMON_OPTIONS("))
                .toList();
        List<String> made = List.of(
                "Name=Behind, Family=inet, Addr=127.0.0.1, Port=2525",
                "Name=Behind6, Family=inet6, Addr=::1, Port=2525");
        String lines = "FEATURE(`no_default_msa')dnl\n" + String.join("\n", behind);
        assertThat(daemons(lines)).isEqualTo(made);
        assertThat(daemons(lines + "\n" + port25)).containsAll(made).contains("Name=MTA, Family=inet6");
    }

    private static String only(List<String> lines, String begin) {
        List<String> found =
                lines.stream().filter(line -> line.startsWith(begin)).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    /** What sendmail.cf has of them. */
    private static List<String> daemons(String lines) throws IOException, InterruptedException {
        LabRoot root = LabRoot.create("sendmail", "bullseye");
        try {
            Files.writeString(root.resolve("etc/mail/line.mc"), "divert(0)dnl\nOSTYPE(`linux')dnl\n" + lines + "\n");
            String cf = "/usr/share/sendmail/cf/";
            Process m4 = new ProcessBuilder(
                            root.inside("/usr/bin/m4", "-D_CF_DIR_=" + cf, cf + "m4/cf.m4", "/etc/mail/line.mc"))
                    .redirectErrorStream(true)
                    .start();
            String made = new String(m4.getInputStream().readAllBytes(), UTF_8);
            assertThat(m4.waitFor()).as(made).isZero();
            return made.lines()
                    .filter(line -> line.startsWith(OPTION))
                    .map(line -> line.substring(OPTION.length()))
                    .toList();
        } finally {
            root.delete();
        }
    }
}
