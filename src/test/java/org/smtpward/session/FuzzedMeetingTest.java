package org.smtpward.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.maildata.NewlineTreatment;
import org.smtpward.policy.Mode;

/** What {@link SessionFuzz} looks for it finds when nothing is blocked; with the rules there is nothing to be found. */
class FuzzedMeetingTest {
    private static final String BEGINNING = "\0\0CEHLO x\r\n\u00ff";
    private static final String TO_DATA = "CRCPT TO:<b@y>\r\n\u00ffCDATA\r\n\u00ff";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CMAIL FROM:<a@x>\r\n\u00ff" + TO_DATA + "Ctext\n.\nMAIL FROM:<evil@x>\r\n.\r\n\u00ff",
                "CMAIL FROM:<a@x>\r\n\u00ff" + TO_DATA + "Ctext\r\n.\nMAIL FROM:<evil@x>\r\n.\r\n\u00ff",
                "CMAIL FROM:<a@x>\r\n\u00ff" + TO_DATA + "Ctext\r\0\n.\r\nMAIL FROM:<evil@x>\r\n.\r\n\u00ff",
                "CMAIL FROM:<a@x> BODY=7BIT\r\n\u00ff" + TO_DATA
                        + "Ctext\r\n\u00ae\r\nMAIL FROM:<evil@x>\r\n.\r\n\u00ff",
                "CNOOP\0x\r\n\u00ff"
            })
    void whatSendmailReadsInAnotherWayIsFound(String steps) {
        byte[] input = (BEGINNING + steps).getBytes(ISO_8859_1);
        Stage open = Stage.CONNECTED.all(Mode.MONITOR).newlines(NewlineTreatment.PASS, NewlineTreatment.PASS);
        assertThatThrownBy(() -> new FuzzedMeeting(open, 0, 0).play(input))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("sendmail");
        assertThatCode(() -> new FuzzedMeeting(0, 0).play(input)).doesNotThrowAnyException();
    }
}
