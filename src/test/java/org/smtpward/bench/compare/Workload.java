package org.smtpward.bench.compare;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.smtpward.bench.Identity;
import org.smtpward.bench.load.Plan;
import org.smtpward.bench.load.Security;
import org.smtpward.bench.load.Work;

/**
 * One thing that all contenders are measured with.
 *
 * @param name in tables and on the command line
 * @param text what it is
 * @param unit what is counted
 * @param identity the certificate of the server
 * @param work what connections do
 * @param security whether they use TLS
 * @param connections how many
 * @param units how much in all; 0: for a time
 */
public record Workload(
        String name,
        String text,
        String unit,
        Identity.Kind identity,
        Work work,
        Security security,
        int connections,
        long units) {
    private static final int MIB = 1 << 20;

    /** For the generator itself, the sink and files. */
    private static final int OTHER_DESCRIPTORS = 1000;

    private static final Identity.Kind EC = Identity.Kind.ECDSA;

    /** Holds connections rather than counting what they do. */
    public boolean holds() {
        return work instanceof Work.Hold;
    }

    /** Whether figures are for a megabyte of mail rather than for a unit. */
    public boolean isBulk() {
        return work instanceof Work.Mail mail && mail.octets() >= MIB;
    }

    Plan plan(InetSocketAddress target, Duration warmup, Duration length) {
        return new Plan(
                target,
                work,
                security,
                connections,
                1,
                units > 0 || holds() ? Duration.ZERO : warmup,
                units > 0 ? Duration.ZERO : length,
                units);
    }

    /** As many connections as a proxy, which needs two descriptors for each, can hold here; 10,000 at most. */
    public static int many() {
        var kernel = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return (int) Math.max(1, Math.min(10_000, (kernel.getMaxFileDescriptorCount() - OTHER_DESCRIPTORS) / 2));
    }

    /** All, those that hold connections last. */
    public static List<Workload> all() {
        int many = many();
        var session = new Work.Handshakes();
        var newSession = new Work.Mail(1, 2048, 3);
        var longSession = new Work.Mail(200, 2048, 3);
        return List.of(
                new Workload(
                        "handshake-ecdsa",
                        "connect, EHLO, STARTTLS with ECDSA P-256, EHLO, QUIT; 64 connections",
                        "handshake",
                        EC,
                        session,
                        Security.STARTTLS,
                        64,
                        0),
                new Workload(
                        "handshake-rsa",
                        "the same with RSA-2048",
                        "handshake",
                        Identity.Kind.RSA,
                        session,
                        Security.STARTTLS,
                        64,
                        0),
                new Workload(
                        "handshake-resumed",
                        "the same (ECDSA), TLS sessions resumed",
                        "handshake",
                        EC,
                        session,
                        Security.RESUMED,
                        64,
                        0),
                new Workload(
                        "small-new",
                        "2 KiB messages, a new STARTTLS session for each; 64 connections",
                        "message",
                        EC,
                        newSession,
                        Security.STARTTLS,
                        64,
                        0),
                new Workload(
                        "small-long",
                        "2 KiB messages, 200 in a STARTTLS session, envelopes pipelined; 32 connections",
                        "message",
                        EC,
                        longSession,
                        Security.STARTTLS,
                        32,
                        0),
                new Workload(
                        "data",
                        "25 MiB messages over STARTTLS; 4 connections, 24 messages",
                        "MB",
                        EC,
                        new Work.Mail(6, 25 * MIB, 3),
                        Security.STARTTLS,
                        4,
                        24),
                new Workload(
                        "latency-1",
                        "NOOP round trips after a first RCPT, STARTTLS; 1 connection",
                        "NOOP",
                        EC,
                        new Work.Noops(1),
                        Security.STARTTLS,
                        1,
                        0),
                new Workload(
                        "latency-64",
                        "NOOP round trips after a first RCPT, STARTTLS; 64 connections",
                        "NOOP",
                        EC,
                        new Work.Noops(1),
                        Security.STARTTLS,
                        64,
                        0),
                new Workload(
                        "plain-new",
                        "2 KiB messages, a new session for each, no TLS; 64 connections",
                        "message",
                        EC,
                        newSession,
                        Security.PLAIN,
                        64,
                        0),
                new Workload(
                        "plain-long",
                        "2 KiB messages, 200 in a session, envelopes pipelined, no TLS; 32 connections",
                        "message",
                        EC,
                        longSession,
                        Security.PLAIN,
                        32,
                        0),
                new Workload(
                        "idle",
                        "%,d connections held after STARTTLS, MAIL, RCPT, RSET".formatted(many),
                        "connection",
                        EC,
                        new Work.Hold(),
                        Security.STARTTLS,
                        many,
                        0));
    }
}
