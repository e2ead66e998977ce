package org.smtpward.tls;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Whether the days of a certificate are numbered, in words for the operator. */
public final class Expiry {
    /** Time enough to renew one by hand; what renews itself has done so a month before the end. */
    private static final Duration SOON = Duration.ofDays(14);

    private Expiry() {}

    /** One text for each that has expired or will soon. */
    public static List<String> warnings(List<X509Certificate> certificates, Instant now) {
        return certificates.stream()
                .flatMap(certificate -> warning(certificate, now).stream())
                .toList();
    }

    /** Nothing, if there is time left. */
    public static Optional<String> warning(X509Certificate certificate, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        String name = certificate.getSubjectX500Principal().getName();
        String day = end.atOffset(ZoneOffset.UTC).toLocalDate().toString();
        if (end.isBefore(now)) {
            return Optional.of(name + " has expired on " + day);
        }
        return end.isBefore(now.plus(SOON))
                ? Optional.of("%s expires in %d days, on %s".formatted(name, daysLeft(certificate, now), day))
                : Optional.empty();
    }

    /** Whole days. */
    public static long daysLeft(X509Certificate certificate, Instant now) {
        return Duration.between(now, certificate.getNotAfter().toInstant()).toDays();
    }
}
