package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smtpward.lab.DeliveredMessage;
import org.smtpward.lab.RealParts;
import org.smtpward.lab.Sendmail;

/**
 * Honest mail passes: through smtpward, every client is answered the same octets, and the same message lands, as when it
 * talks to sendmail itself from the address that smtpward comes from.
 */
@RealParts
class DeliveryIT {
    private static final Map<Client, Trace> ALONE = new EnumMap<>(Client.class);

    private static Sendmail sendmail;
    private static RunningProxy mirror;
    private static RunningProxy never;

    @BeforeAll
    static void start() throws Exception {
        sendmail = Sendmail.start(Sendmail.Options.defaults().withTls().withAuth());
        mirror = RunningProxy.before(sendmail);
        never = RunningProxy.before(sendmail, "backend.tls = never");
    }

    @AfterAll
    static void stop() {
        never.close();
        mirror.close();
        sendmail.close();
    }

    /** With the same TLS on both legs sendmail cannot tell the difference, but for its version and cipher. */
    @ParameterizedTest
    @EnumSource
    void mirroredTlsChangesNothing(Client client) throws Exception {
        assertSame(
                deliver(client, mirror.endpoint()).withAnyTls(), alone(client).withAnyTls());
    }

    /** Without TLS on the backend's leg the Received line does not know of it; nothing else changes. */
    @ParameterizedTest
    @EnumSource
    void endedTlsIsMissingInReceivedOnly(Client client) throws Exception {
        Trace through = deliver(client, never.endpoint());
        assertSame(through, alone(client).withoutTls());
        assertThat(through.messages().getFirst()).doesNotContain("version=TLS");
    }

    private static void assertSame(Trace through, Trace alone) {
        assertThat(through.replies()).isEqualTo(alone.replies());
        assertThat(through.messages()).containsExactlyElementsOf(alone.messages());
    }

    private static Trace alone(Client client) throws Exception {
        if (!ALONE.containsKey(client)) {
            ALONE.put(client, deliver(client, Endpoint.direct(sendmail)));
        }
        return ALONE.get(client);
    }

    private static Trace deliver(Client client, Endpoint server) throws Exception {
        List<Mail> mails = mails(client);
        int before = sendmail.messages().size();
        String replies = client.deliver(server, sendmail, mails);
        assertThat(replies).contains("221 2.0.0 mail.example.test closing connection");
        List<DeliveredMessage> all = sendmail.messages();
        List<DeliveredMessage> landed = all.subList(before, all.size());
        assertThat(landed)
                .extracting(DeliveredMessage::body)
                .isEqualTo(mails.stream().map(Mail::landed).toList());
        return Trace.of(replies, landed);
    }

    /** A program of its own for every message takes its time, and cannot give parameters to MAIL. */
    private static List<Mail> mails(Client client) {
        return client.name().startsWith("SWAKS") ? List.of(Mail.ofSize(1), Mail.MIXED) : Mail.KINDS;
    }
}
