package org.smtpward.policy;

/** A session of somebody. */
record Somebody(Phase phase) implements SessionView {
    @Override
    public String host() {
        return "mail.example";
    }

    @Override
    public String clientAddress() {
        return "192.0.2.1";
    }

    @Override
    public boolean allowsUtf8(boolean askedByThisCommand) {
        return false;
    }
}
