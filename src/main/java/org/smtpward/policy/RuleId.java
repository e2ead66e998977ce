package org.smtpward.policy;

import java.util.Locale;

/** The stable name of a rule: in the configuration, in events ({@code rule.id}) and as a metric label. */
public enum RuleId {
    /** Another protocol talks to the port: a browser's request, a TLS record in the clear phase, SSH, Redis, ... */
    FOREIGN_PROTOCOL("CVE-2021-3618"),
    /** A verb that SMTP does not have; sendmail calls its own version of this rule check_other. */
    UNKNOWN_COMMAND("sendmail-8.17.1-check_other"),
    /** A line that no SMTP client sends: control octets, leading blanks, too long, an AUTH answer that is no base64. */
    COMMAND_SYNTAX("RFC-5321-4.1.1"),
    /** A bare CR or LF in a command or in mail data, which backends understand in different ways. */
    BARE_NEWLINE("CVE-2023-51765"),
    /** A NUL in mail data, which sendmail drops, so that an end of mail data appears that nobody else saw. */
    NUL_IN_DATA("CVE-2023-51765"),
    /** BODY=7BIT, for which sendmail strips the eighth bit of mail data, so that a line end appears. */
    SEVEN_BIT("CVE-2023-51765"),
    /** Octets behind a command whose reply decides how they are to be read. */
    PIPELINING("RFC-2920-3.1"),
    /** A client that talks before the greeting. */
    EARLY_TALKER("RFC-5321-3.1"),
    /** Plain text behind STARTTLS, which a careless server would take for a command inside TLS. */
    STARTTLS_INJECTION("CVE-2011-0411"),
    /** A ClientHello that offers application protocols, but none of SMTP's. */
    ALPN("CVE-2021-3618"),
    /** A ClientHello that names a host which no certificate of ours covers. */
    SNI("CVE-2021-3618"),
    /** A reply that repeats markup or script that the client was made to send. */
    REFLECTION("CVE-2021-3618"),
    /** One of the site's own, {@code policy.custom}. */
    CUSTOM("site");

    private final String advisory;

    RuleId(String advisory) {
        this.advisory = advisory;
    }

    /** The word in the configuration, in events and in metrics, such as {@code foreign-protocol}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The advisory or specification that the rule answers, which switches it too. */
    public String advisory() {
        return advisory;
    }

    /** The mode that {@code policy.mode} gives this rule. */
    public Mode under(Mode all) {
        // Names of virtual hosts are often incomplete in a certificate: SNI is watched first, then enforced by name.
        return this == SNI && all == Mode.ENFORCE ? Mode.MONITOR : all;
    }
}
