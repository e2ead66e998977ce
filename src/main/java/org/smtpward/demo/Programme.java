package org.smtpward.demo;

import java.util.ArrayList;
import java.util.List;

/** All plays, in the order of time. */
final class Programme {
    private Programme() {}

    /** @param pretended whether the server is a stand-in: some plays leave mail behind that no real server should get */
    static List<Play> of(boolean pretended) {
        var plays = new ArrayList<>(MailPlays.honest());
        plays.addAll(BrowserPlays.all());
        plays.addAll(TlsPlays.all());
        if (pretended) {
            plays.addAll(SmtpPlays.smuggling());
        }
        plays.addAll(SmtpPlays.others());
        plays.add(SmtpPlays.code403());
        plays.add(MailPlays.afterwards());
        return plays;
    }
}
