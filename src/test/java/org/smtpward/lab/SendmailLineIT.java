package org.smtpward.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines of docs/operations.md that give sendmail other ports, as sendmail's own m4 reads them. */
@RealParts
class SendmailLineIT {
    private static final String OPTION = "O DaemonPortOptions=";

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

    /** Step 6: sendmail's own submission port, which the document has to speak of. */
    @Test
    void submissionIsOpenUnlessAFeatureClosesIt() throws Exception {
        String feature = "FEATURE(`no_default_msa')dnl";
        assertThat(Files.readString(Path.of("docs/operations.md"))).contains("``" + feature + "``");
        String behind = "DAEMON_OPTIONS(`Name=Behind, Addr=127.0.0.1, Port=2525')dnl";
        assertThat(daemons(behind)).contains("Port=587, Name=MSA, M=E");
        assertThat(daemons(feature + "\n" + behind)).noneMatch(line -> line.contains("587"));
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
