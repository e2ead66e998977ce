package org.smtpward.sendmail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sendmail.cf is read as readcf() of sendmail reads it. */
class SendmailCfTest {
    /** Without it sendmail refuses the file. */
    private static final String MAILER = "Mlocal, P=/bin/mail, F=lsDFMAw5, A=mail -d $u\n";

    @TempDir
    private Path directory;

    @Test
    void optionsHaveLongAndShortNames() throws SendmailException {
        SendmailCf cf = parse("O PrivacyOptions=goaway\nO7True\nOpnoexpn\n");
        assertThat(cf.option("PrivacyOptions", 'p')).contains("noexpn");
        assertThat(cf.isTrue("SevenBitInput", '7')).isTrue();
    }

    @Test
    void optionNamesIgnoreCaseAndMayBeAbbreviated() throws SendmailException {
        SendmailCf cf = parse("O servercertfile = /a.pem\nO DaemonPort=Port=26\n");
        assertThat(cf.option("ServerCertFile", (char) 0)).contains("/a.pem");
        assertThat(cf.daemons()).extracting(DaemonPort::port).containsExactly(26);
    }

    @Test
    void theLastOfTwoOptionsCounts() throws SendmailException {
        assertThat(parse("O SevenBitInput=True\nO SevenBitInput=False\n").isTrue("SevenBitInput", '7'))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"True, true", "t, true", "yes, true", "'', true", "False, false", "no, false"})
    void aFlagIsTrueAsSendmailHasIt(String value, boolean is) throws SendmailException {
        assertThat(parse("O SevenBitInput=" + value + "\n").isTrue("SevenBitInput", '7'))
                .isEqualTo(is);
    }

    @Test
    void aLineThatBeginsWithWhiteSpaceGoesOnWithTheOneBefore() throws SendmailException {
        SendmailCf cf = parse("O PrivacyOptions=noexpn,\n\tnovrfy\n# a comment\n O SevenBitInput=True\n");
        assertThat(cf.option("PrivacyOptions", 'p')).contains("noexpn,\tnovrfy");
        // The comment goes on, too.
        assertThat(cf.option("SevenBitInput", '7')).isEmpty();
    }

    @Test
    void aCommentEndsALineUnlessADollarOrABackslashStandsBefore() throws SendmailException {
        SendmailCf cf = parse("Stest\nR$*\t$#error $@ 5.7.1 # why\nO HelpFile=/a\\#b   # c\n");
        assertThat(cf.rules()).extracting(Rule::right).containsExactly("$#error $@ 5.7.1");
        assertThat(cf.option("HelpFile", (char) 0)).contains("/a\\#b");
    }

    @Test
    void rulesKnowTheirRulesetAndLine() throws SendmailException {
        SendmailCf cf = parse("Scheck_relay=90\nR$*\t\t$: $1\tcomment\nS3\nR$+\t$@ $1\n");
        assertThat(cf.rules())
                .containsExactly(new Rule(2, "check_relay", "$*", "$: $1"), new Rule(4, "3", "$+", "$@ $1"));
    }

    @Test
    void withoutALineItListensAtPort25() throws SendmailException {
        DaemonPort only = parse("").daemons().getFirst();
        assertThat(only.port()).isEqualTo(25);
        assertThat(only.isEveryAddress()).isTrue();
        assertThat(only.line()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Name=MTA                                        | MTA    | 25   | ''        | false | false
            Port=587, Name=MSA, M=E                         | MSA    | 587  | ''        | false | false
            Family=inet6, Name=MTA-v6, Port=smtp, Addr=::1  | MTA-v6 | 25   | ::1       | true  | true
            name=x,address=[127.0.0.1],port=2525            | x      | 2525 | 127.0.0.1 | false | true
            Addr=IPv6:::1, Fam=inet6, Port=submission       | Daemon1| 587  | ::1       | true  | true
            Name=TLSMTA, Port=smtps, M=s                    | TLSMTA | 465  | ''        | false | false
            Family=local, Addr=/run/smtp.sock, Name=unix    | unix   | 25   | /run/smtp.sock | false | true
            Name=odd, Port=99999                            | odd    | 0    | ''        | false | false
            """)
    void daemonPortOptionsGoByTheFirstLetter(
            String value, String name, int port, String address, boolean inet6, boolean loopback)
            throws SendmailException {
        DaemonPort daemon =
                parse("O DaemonPortOptions=" + value + "\n").daemons().getFirst();
        assertThat(daemon.name()).isEqualTo(name);
        assertThat(daemon.port()).isEqualTo(port);
        assertThat(daemon.address()).isEqualTo(address);
        assertThat(daemon.inet6()).isEqualTo(inet6);
        assertThat(daemon.isLoopback()).isEqualTo(loopback);
    }

    @Test
    void modifiersSayWhatAPortDemands() throws SendmailException {
        DaemonPort daemon =
                parse("O DaemonPortOptions=Port=465, M=sa, I=spam\n").daemons().getFirst();
        assertThat(daemon.hasImplicitTls()).isTrue();
        assertThat(daemon.demandsAuth()).isTrue();
        assertThat(daemon.filters()).contains("spam");
    }

    /** X alone defines; InputMailFilters, or I= of a port, uses. */
    @Test
    void aMilterThatNobodyUsesDoesNotCount() throws SendmailException {
        SendmailCf cf = parse("Xspf, S=unix:/run/spf.sock, F=T\nXunused, S=inet:1@localhost\nXport, S=local:/p\n"
                + "O InputMailFilters=spf\nO DaemonPortOptions=Name=MTA, I=port\n");
        assertThat(cf.milters())
                .containsExactly(new Milter(1, "spf", "unix:/run/spf.sock"), new Milter(3, "port", "local:/p"));
    }

    @Test
    void mapsMacrosAndClassesAreFound() throws SendmailException {
        SendmailCf cf = parse("DZ8.15.2\nD{MTAHost}[127.0.0.1]\nKaccess hash -T<TMPF> -o /etc/mail/access.db\n"
                + "CR127.0.0 192.0.2\nC{R}10\nFR-o /etc/mail/relay-domains\n");
        assertThat(cf.macro("Z")).contains("8.15.2");
        assertThat(cf.macro("MTAHost")).contains("[127.0.0.1]");
        assertThat(cf.map("access").flatMap(MapDefinition::file)).contains("/etc/mail/access");
        assertThat(cf.words("R")).containsExactly("127.0.0", "192.0.2", "10");
        assertThat(cf.files("R")).containsExactly("/etc/mail/relay-domains");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            V10/Berkeley\\nO SevenB      | cf: defines no mailer "local"; it is cut short
            ''                          | cf: defines no mailer "local"; it is cut short
            V10\\nO A=\\0\\n              | cf:2: contains a NUL octet
            V10\\n<html>\\n              | cf:2: unknown configuration line "<html>"
            V10\\n\\e[2Jx\\n              | cf:2: unknown configuration line "\\x1b[2Jx"
            Stest\\nR$* $: $1\\n         | cf:2: rule without a tab
            V10\\nO\\n                   | cf:2: option without a name
            """)
    void whatSendmailWouldRefuseIsNamedWithItsLine(String text, String message) {
        String octets = text.replace("\\n", "\n").replace("\\0", "\0").replace("\\e", "\033");
        assertThatThrownBy(() -> SendmailCf.parse(octets.getBytes(ISO_8859_1), "cf"))
                .isInstanceOf(SendmailException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void anEndlessLineIsRefused() {
        String line = "O HelpFile=" + "x".repeat(CfLine.MAX_LINE);
        assertThatThrownBy(() -> SendmailCf.parse(("V10\n" + line).getBytes(ISO_8859_1), "cf"))
                .isInstanceOf(SendmailException.class)
                .hasMessage("cf:2: longer than 65536 octets");
    }

    @Test
    void aHugeFileIsRefusedWithoutReadingIt() throws Exception {
        Path huge = directory.resolve("huge.cf");
        byte[] ten = new byte[10 << 20];
        Arrays.fill(ten, (byte) '\n');
        Files.write(huge, ten);
        assertThatThrownBy(() -> SendmailCf.read(huge))
                .isInstanceOf(SendmailException.class)
                .hasMessageEndingWith("huge.cf: is larger than 4194304 octets");
    }

    @Test
    void whatIsNoFileIsNamed() throws Exception {
        Path loop = directory.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        for (Path file : List.of(directory, directory.resolve("none"), loop, Path.of("/dev/zero"))) {
            assertThatThrownBy(() -> SendmailCf.read(file))
                    .isInstanceOf(SendmailException.class)
                    .hasMessageStartingWith(file + ": ")
                    .message()
                    .containsAnyOf("is a directory", "no such file", "symbolic links", "is no regular file");
        }
    }

    private static SendmailCf parse(String text) throws SendmailException {
        return SendmailCf.parse((text + MAILER).getBytes(ISO_8859_1), "cf");
    }
}
