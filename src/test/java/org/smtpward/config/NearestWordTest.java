package org.smtpward.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestWordTest {
    @ParameterizedTest
    @CsvSource({"'', '', 0", "a, '', 1", "'', ab, 2", "drain, drain, 0", "drian, drain, 2", "kitten, sitting, 3"})
    void distance(String from, String to, int distance) {
        assertThat(NearestWord.distance(from, to)).isEqualTo(distance);
        assertThat(NearestWord.distance(to, from)).isEqualTo(distance);
    }

    @Test
    void theNearestWins() {
        assertThat(NearestWord.to("reply-lins", List.of("reply-line", "reply-lines", "drain")))
                .hasValue("reply-line");
        assertThat(NearestWord.to("drian", List.of("reply-line", "drain"))).hasValue("drain");
    }

    @Test
    void aWordThatNobodyCouldHaveMeant() {
        assertThat(NearestWord.to("colour", List.of("drain", "connections"))).isEmpty();
    }
}
