package org.smtpward.backend;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smtpward.backend.ProbeAnswer.Meaning;
import org.smtpward.config.HostPort;

/**
 * Log lines of the backend's answers to probes ({@code event=relay-probe}). Each good answer is a line; the same trouble again is
 * none.
 */
final class ProbeLog {
    /** Where its lines have always been. */
    private static final Logger LOG = LoggerFactory.getLogger(RelayGuard.class);

    private ProbeLog() {}

    /** @param before what is known without this answer */
    static void answer(
            HostPort backend, Source source, Expectation expected, Standing before, RelayProbe.Result result) {
        boolean told = before.last().filter(last -> isAlike(last, result)).isPresent();
        switch (result) {
            case RelayProbe.Result.Answered answered -> answered(backend, source, expected, answered, told);
            // A backend that is away is told by whoever waits for it.
            case RelayProbe.Result.Unreachable unreachable -> {}
        }
    }

    private static void answered(
            HostPort backend, Source source, Expectation expected, RelayProbe.Result.Answered answered, boolean told) {
        if (answered.relay()
                .filter(relay -> relay.meaning() == Meaning.ACCEPTED)
                .isPresent()) {
            if (!told) {
                LOG.error(
                        "event=relay-probe result=relays backend={} source=\"{}\" hint=\"clients get 421; run smtpward"
                                + " check\" answer=\"{}\"",
                        backend,
                        source.label(),
                        answered.relay().get().quotable());
            }
        } else if (answered.isUnclear(expected)) {
            if (!told) {
                LOG.warn(
                        "event=relay-probe result=unclear backend={} source=\"{}\" hint=\"asked again\" answer=\"{}\"",
                        backend,
                        source.label(),
                        answered.missing(expected).quotable());
            }
        } else {
            recipient(backend, source, expected, answered, told);
        }
    }

    private static void recipient(
            HostPort backend, Source source, Expectation expected, RelayProbe.Result.Answered answered, boolean told) {
        ProbeAnswer local = answered.local();
        switch (local.meaning()) {
            case ACCEPTED ->
                LOG.info(
                        "event=relay-probe result={} backend={} source=\"{}\" answer=\"{}\"",
                        answered.relay().isPresent() ? "refused" : "accepted",
                        backend,
                        source.label(),
                        answered.relay().orElse(local).quotable());
            case AUTH_FIRST -> {
                if (!told) {
                    LOG.warn(
                            "event=relay-probe result=auth backend={} source=\"{}\" hint=\"only clients that authenticate"
                                    + " or use the TLS that it demands can send mail\" answer=\"{}\"",
                            backend,
                            source.label(),
                            local.quotable());
                }
            }
            case REJECTED, UNCLEAR -> {
                if (told) {
                    return;
                }
                if (expected.mustTakeMail()) {
                    LOG.error(
                            "event=relay-probe result=bounces backend={} source=\"{}\" hint=\"clients get 421; run smtpward"
                                    + " check\" answer=\"{}\"",
                            backend,
                            source.label(),
                            local.quotable());
                } else {
                    LOG.warn(
                            "event=relay-probe result=not-accepted backend={} source=\"{}\" hint=\"{}\" answer=\"{}\"",
                            backend,
                            source.label(),
                            ProbeAdvice.tolerated(source, answered),
                            local.quotable());
                }
            }
        }
    }

    private static boolean isAlike(RelayProbe.Result one, RelayProbe.Result other) {
        return one instanceof RelayProbe.Result.Answered before
                && other instanceof RelayProbe.Result.Answered now
                && before.local().meaning() == now.local().meaning()
                && before.relay().map(ProbeAnswer::meaning).equals(now.relay().map(ProbeAnswer::meaning));
    }
}
