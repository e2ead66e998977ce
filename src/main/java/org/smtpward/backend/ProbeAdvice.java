package org.smtpward.backend;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.smtpward.config.HostPort;

/** Explanations of a probe's answers for the operator: what is wrong, the likely cause, what to do. */
public final class ProbeAdvice {
    private ProbeAdvice() {}

    /** The backend would relay for everybody. */
    public static String relays(HostPort backend, Source source, ProbeAnswer answer) {
        return "the backend %s would relay for everybody on the Internet: connected from %s, it accepted a foreign recipient (%s).\n"
                        .formatted(backend, source.label(), answer.reply())
                + switch (source) {
                    case Source.Ours ours -> """
                            Through smtpward clients come from that address: the host would be an open relay. Four ways out:
                              1. give that address an entry of its own in the backend's access map, below or above one for its
                                 network such as 127 RELAY (the most specific counts), and make the map anew:
                                   %s
                              2. set backend.source.address (or that of the class) to an address that the backend does not trust
                                 (default 127.25.25.25), or let it see the clients' own: backend.source.mode = transparent;
                              3. take that address out of the backend's relay rules (sendmail: class R, the access map);
                              4. if all these clients may relay indeed, say so: allow-relay = true, in their class if they have
                                 one, else backend.source.allow-relay = true.""".formatted(accessLine(source));
                    case Source.Borrowed borrowed -> """
                            That is the address of a stranger, so the host is an open relay, with smtpward or without, unless somebody
                            between us changes addresses. Three ways out:
                              1. if a firewall hides our addresses behind its own (MASQUERADE, SNAT), except connections to the backend;
                              2. take strangers out of the backend's relay rules (sendmail: FEATURE(promiscuous_relay), class R, the
                                 access map), or name an address that is one: backend.source.probe.addresses;
                              3. if every client may relay indeed, say so: backend.source.allow-relay = true.""";
                    case Source.Announced announced -> """
                            That header named a stranger, so the host is an open relay: most likely the backend does not read the header.
                            Three ways out:
                              1. let the backend read the PROXY protocol from us, or take another backend.source.mode;
                              2. take our address, and strangers, out of the backend's relay rules;
                              3. if every client may relay indeed, say so: backend.source.allow-relay = true.""";
                };
    }

    /** The backend rejects mail for itself, so that all mail would bounce. */
    public static String bounces(HostPort backend, Source source, String localRecipient, ProbeAnswer answer) {
        return """
                the backend %s rejects mail for its own recipients: connected from %s, it answered %s
                The backend sees clients of smtpward as that address: their mail would bounce. Likely causes in sendmail: a
                blacklist (FEATURE(dnsbl)), FEATURE(require_rdns), the access map, or no local recipient <%s>. Three ways out:
                  1. add this line, with a tab, to the access map, and make the map anew (makemap hash /etc/mail/access
                     < /etc/mail/access):
                       %s
                     Without an access map: on SUSE set USE_ACCESS_DB="yes" in /etc/sysconfig/sendmail and run
                     /usr/lib/sendmail.d/update; elsewhere add FEATURE(`access_db') to sendmail.mc and make sendmail.cf anew;
                  2. let the backend see the clients' own addresses: backend.source.mode = transparent;
                  3. if the backend has no recipient <%s>, name one that it has: backend.source.probe.local-recipient.""".formatted(
                        backend, source.label(), answer.words(), localRecipient, accessLine(source), localRecipient);
    }

    /** The backend has not given a clear answer: it is asked again. */
    public static String unclear(HostPort backend, Source source, ProbeAnswer answer) {
        return "the backend %s gives no clear answer: connected from %s, it answered %s"
                .formatted(backend, source.label(), answer.words());
    }

    /** Why a refusal to take mail from there is no more than a warning. */
    public static String tolerated(Source source, RelayProbe.Result.Answered answered) {
        String why = source instanceof Source.Ours
                ? "mail of programs on this machine may bounce, with smtpward or without; clients are served"
                : "a stranger may be refused, above all for want of a name in reverse DNS; clients are served";
        return answered.isCutShort() ? why + "; the question about relaying got no further" : why;
    }

    /** There was no connection, or it broke. */
    public static String unreachable(HostPort backend, Source source, String why) {
        return "the backend %s cannot be reached from %s: %s".formatted(backend, source.label(), why);
    }

    /** The source's entry of sendmail's access map; the most specific entry counts. */
    private static String accessLine(Source source) {
        return source instanceof Source.Ours ours && ours.address().isPresent()
                ? "Connect:" + key(ours.address().get()) + "\tOK"
                : "Connect:ADDRESS\tOK\n     where ADDRESS is the client's in sendmail's log of that refusal";
    }

    /** As sendmail writes it (8.15 without compression). */
    private static String key(InetAddress address) {
        return address instanceof Inet6Address ? "IPv6:" + address.getHostAddress() : NetUtil.toAddressString(address);
    }
}
