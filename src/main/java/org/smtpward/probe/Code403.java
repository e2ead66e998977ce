package org.smtpward.probe;

import java.util.List;
import org.smtpward.probe.Check.Needs;

/** Did any reply, to any check, have the code 403? sendmail before 8.17.1 says so where it misses TLS; it means 454. */
final class Code403 {
    private Code403() {}

    /** To be played last. */
    static List<Check> all() {
        return List.of(new Check(
                "code-403", Threat.CODE_403, "Reply code 403", "RFC 5321 4.2.3", Needs.NOTHING, Code403::play));
    }

    private static Verdict play(Conversations server) throws OffScript {
        try (Conversation conversation = server.hello()) {
            // In the clear, for servers that want TLS. Its reply is counted, whatever it is.
            conversation.ask("MAIL FROM:<" + server.target().sender() + ">");
        }
        List<Heard.Reply> seen = server.codes403();
        return seen.isEmpty()
                ? new Verdict.Safe("not among %d replies".formatted(server.replies()))
                : new Verdict.Note("%d of %d replies, such as %s"
                        .formatted(
                                seen.size(), server.replies(), seen.getFirst().shown()));
    }
}
