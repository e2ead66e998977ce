package org.smtpward.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import org.smtpward.command.Verb;
import org.smtpward.session.FuzzedBackend.Read;
import org.smtpward.session.FuzzedBackend.Reading;
import org.smtpward.session.SessionsView.Kind;
import org.smtpward.session.SessionsView.Part;

/** Whether what came of a {@link FuzzedMeeting} is right. */
final class FuzzedMeetingJudge {
    private final SessionsView legs;
    private final FuzzedBackend backend;
    private final SessionState state;

    FuzzedMeetingJudge(SessionsView legs, FuzzedBackend backend, SessionState state) {
        this.legs = legs;
        this.backend = backend;
        this.state = state;
    }

    void assertSendmailSawWhatWeSaw() {
        List<Part> forwarded = legs.parts.stream().filter(Part::isForwarded).toList();
        for (int i = 0; i < backend.read.size(); i++) {
            assertThat(i)
                    .as("sendmail saw more than %s: %s", forwarded, backend.read)
                    .isLessThan(forwarded.size());
            Read read = backend.read.get(i);
            Part part = forwarded.get(i);
            String ended = read.text() + (read.as() == Reading.MAIL_DATA ? ".\r\n" : "\r\n");
            if (!ended.contentEquals(part.octets()) || kind(read) != kindOfLine(part)) {
                throw new AssertionError("sendmail saw %s, not %s".formatted(read, part));
            }
        }
        if (backend.reading() != Reading.NOTHING && !legs.backendHandshakes) {
            List<Part> unread = forwarded.subList(backend.read.size(), forwarded.size());
            boolean onlyData = unread.size() == 1
                    && unread.getFirst().kind() == Kind.MAIL_DATA
                    && backend.reading() == Reading.MAIL_DATA;
            assertThat(unread.isEmpty() || onlyData)
                    .as("sendmail did not see %s", unread)
                    .isTrue();
        }
    }

    private static Kind kind(Read read) {
        return switch (read.as()) {
            case COMMANDS, HANDSHAKE, NOTHING -> Kind.COMMAND;
            case ANSWER -> Kind.ANSWER;
            case MAIL_DATA -> Kind.MAIL_DATA;
        };
    }

    private static Kind kindOfLine(Part part) {
        return part.kind() == Kind.AGAIN ? Kind.COMMAND : part.kind();
    }

    /** The greeting, then one for each part, in order; the last may be our last words instead. */
    void assertRepliesAreThoseToWhatWeSaw(boolean holds) {
        boolean open = !legs.closed;
        List<Integer> codes = FuzzedReply.codes(clientSaw());
        Iterator<Read> reads = backend.read.iterator();
        int next = 1;
        for (Part part : legs.parts) {
            boolean read = part.isForwarded() && reads.hasNext();
            int code = read ? reads.next().code() : 0;
            if (part.kind() == Kind.AGAIN) {
                continue;
            }
            if (next >= codes.size()) {
                break;
            }
            boolean lastWords = !open && next == codes.size() - 1 && codes.get(next) >= 400;
            if (!lastWords && part.verb() != Verb.STARTTLS) {
                assertReply(codes.get(next), part, read, code);
            }
            next++;
        }
        assertThat(codes.size())
                .as("replies to %s: %s", legs.parts, codes)
                .isLessThanOrEqualTo(Math.max(next, 1) + (open ? 0 : 1));
        int owed = 1
                + (int) legs.parts.stream()
                        .filter(part -> part.kind() != Kind.AGAIN)
                        .count();
        if (state instanceof SessionState.Commands && !holds && legs.clientWritable && !legs.backendIsNew) {
            assertThat(codes).as("replies to %s", legs.parts).hasSize(owed);
        }
    }

    private static void assertReply(int seen, Part part, boolean read, int code) {
        boolean right = read ? seen == code || code == 403 && seen == 454 : !part.isForwarded() && seen >= 400;
        if (!right) {
            throw new AssertionError("the client saw %d as the reply to %s; it was %d".formatted(seen, part, code));
        }
    }

    /** Each 2yz that the client saw is one that the backend said, in this order, or our invitation to TLS. */
    void assertNoSuccessWasInvented(String backendSaid) {
        Iterator<String> said = successes(backendSaid).iterator();
        for (String shown : successes(clientSaw().replace("220 2.0.0 Ready to start TLS\r\n", ""))) {
            boolean found = false;
            while (!found && said.hasNext()) {
                found = said.next().equals(shown);
            }
            assertThat(found).as("the backend said %s", shown).isTrue();
        }
    }

    private static List<String> successes(String octets) {
        return octets.lines()
                .filter(line -> line.matches("(?s)2\\d\\d(?: .*)?"))
                .map(line -> line.substring(0, 3))
                .toList();
    }

    void assertAcceptedWasAccepted(int accepted) {
        long positive = backend.read.stream()
                .filter(read -> read.as() == Reading.MAIL_DATA && read.code() / 100 == 2)
                .count();
        assertThat(accepted <= positive).as("messages that nobody accepted").isTrue();
    }

    private String clientSaw() {
        return new String(legs.client.all(), ISO_8859_1);
    }
}
