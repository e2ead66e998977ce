package org.smtpward.sendmail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The most specific entry counts, as the rulesets A and D of sendmail have it. */
class AccessMapTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            ''                                                      | -
            127 RELAY                                               | 127
            connect:127\tRELAY                                       | connect:127
            127 RELAY;Connect:127.25.25.25 OK                       | Connect:127.25.25.25
            Connect:127 RELAY;127.25 REJECT                         | 127.25
            127.25.25.25 REJECT;Connect:127.25.25.25 OK             | Connect:127.25.25.25
            127.25.25.2 RELAY;127.25.25.250 RELAY;12 RELAY          | -
            127.0.0.1 RELAY;localhost RELAY                         | -
            #127 RELAY                                              | -
            [127.25.25.25] OK;Connect:127.25.25.25 REJECT           | [127.25.25.25]
            127 RELAY;127 REJECT                                    | 127
            """)
    void theMostSpecificEntryCounts(String lines, String key) {
        AccessMap map = map(lines.replace("\\t", "\t"));
        assertThat(map.entryFor("127.25.25.25").map(AccessMap.Entry::key)).isEqualTo(Optional.ofNullable(key));
    }

    @ParameterizedTest
    @CsvSource({
        "127 RELAY, Relays",
        "127 RELAY;127 REJECT, Relays",
        "127 relay, Relays",
        "Connect:127.25.25.25 OK, Accepts",
        "127.25 REJECT, Refuses",
        "127 ERROR:5.7.1:550 Go away, Refuses",
        "127 DUNNO, Refuses",
        "127 SKIP, None",
        "10 RELAY, None"
    })
    void anEntrySaysWhatSendmailDoes(String line, String verdict) {
        assertThat(map(line).verdict("127.25.25.25").getClass().getSimpleName()).isEqualTo(verdict);
    }

    private static AccessMap map(String lines) {
        return AccessMap.parse(lines.replace(";", "\n").getBytes(ISO_8859_1));
    }
}
