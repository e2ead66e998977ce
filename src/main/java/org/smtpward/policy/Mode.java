package org.smtpward.policy;

/** What a rule does with a match. */
public enum Mode {
    /** The rule is not asked. */
    OFF,
    /** The match is counted and reported, then the octets pass as if the rule were not there. */
    MONITOR,
    /** The match is counted, reported and refused. */
    ENFORCE;

    /** The word in the configuration. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
