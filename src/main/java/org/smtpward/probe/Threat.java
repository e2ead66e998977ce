package org.smtpward.probe;

/** What the checks are grouped by. */
public enum Threat {
    ALPACA("alpaca", "ALPACA: a browser's HTTPS request steered into SMTP"),
    STARTTLS("starttls", "STARTTLS injection"),
    SMUGGLING("smuggling", "Smuggling: text that becomes a command"),
    PIPELINING("pipelining", "Talking out of turn"),
    REFLECTION("reflection", "Reflection: markup repeated to a browser"),
    CODE_403("403", "Reply codes that SMTP does not know"),
    RELAY("relay", "Relaying and taking another's address");

    private final String label;
    private final String title;

    Threat(String label, String title) {
        this.label = label;
        this.title = title;
    }

    /** The word in JSON and in {@code --fail-on}. */
    public String label() {
        return label;
    }

    /** For people. */
    public String title() {
        return title;
    }
}
