package org.smtpward;

/** Reason for which no mail is accepted. Of several, the first is reported. */
enum Trouble {
    STOPPING("stopping"),
    BACKEND_RELAYS("the backend would relay for everybody through smtpward"),
    BACKEND_BOUNCES("the backend rejects mail for its own recipients, so all mail would bounce"),
    BACKEND_AWAY("the backend cannot be reached"),
    BACKEND_UNCLEAR("the backend has not said clearly that it takes mail and does not relay"),
    CERTIFICATE_EXPIRED("a certificate has expired");

    private final String text;

    Trouble(String text) {
        this.text = text;
    }

    /** Short: in a cluster others can read it, too. */
    String text() {
        return text;
    }
}
