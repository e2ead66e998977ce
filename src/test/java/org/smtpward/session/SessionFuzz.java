package org.smtpward.session;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Whole sessions: sendmail sees exactly the commands, answers and messages that the session saw, and the client exactly the
 * replies to them; what goes wrong on either side leaves no success behind that the backend did not give, and no buffer.
 * {@link FuzzedMeeting} has the language of the input.
 */
class SessionFuzz {
    @FuzzTest
    void sendmailSeesWhatWeSaw(byte[] input) {
        if (input.length > 2) {
            new FuzzedMeeting(input[0], input[1]).play(input);
        }
    }
}
