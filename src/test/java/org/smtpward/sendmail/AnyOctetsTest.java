package org.smtpward.sendmail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever octets a file has: a value or the declared exception, and nothing but printable ASCII for a terminal. */
class AnyOctetsTest {
    private static final int FILES = 20_000;
    private static final String PRINTABLE = "[ -~]*";

    /** Pieces that reach every branch of the readers. */
    private static final String[] PIECES = {
        "O DaemonPortOptions=",
        "Name=",
        "Port=",
        "M=",
        "O ",
        "O",
        "Kaccess ",
        "K",
        "X",
        "S=",
        "D{",
        "}",
        "C{R}",
        "FR",
        "R$* $| FAIL",
        "\t",
        "\t$#error",
        "$&{client_addr} $| $&{client_resolve}",
        "$(x $4.$3.$2.$1.",
        "S",
        "Mlocal",
        ",",
        "\n",
        "\n ",
        "#",
        "\\#",
        "=",
        "\0",
        "\033[2J",
        "\u00ff",
        "127",
        "Connect:127.25.25.25",
        " RELAY",
        ":",
        "ALL",
        "\\\n",
        "[",
        "]"
    };

    @Test
    void nothingButTheDeclaredException() {
        var random = new Random(16);
        int read = 0;
        for (int i = 0; i < FILES; i++) {
            byte[] octets = octets(random, i);
            try {
                SendmailCf cf = SendmailCf.parse(octets, "cf");
                ClientFeatures.of(cf).forEach(found -> assertThat(found.title()).matches(PRINTABLE));
                cf.daemons().forEach(DaemonPort::isEveryAddress);
                cf.milters();
                read++;
            } catch (SendmailException e) {
                assertThat(e.getMessage()).matches(PRINTABLE);
            }
            AccessMap.parse(octets).entryFor("127.25.25.25").ifPresent(entry -> assertThat(entry.toString())
                    .matches(PRINTABLE));
            TcpWrappers.linesFor(octets);
        }
        assertThat(read).as("files that were read to their end").isBetween(FILES / 100, FILES - FILES / 100);
    }

    private static byte[] octets(Random random, int number) {
        if (number % 10 == 0) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            return noise;
        }
        var text = new StringBuilder();
        int pieces = random.nextInt(60);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        if (number % 2 == 0) {
            text.insert(0, "Mlocal\n");
        }
        return text.toString().getBytes(ISO_8859_1);
    }
}
