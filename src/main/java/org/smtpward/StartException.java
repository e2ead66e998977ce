package org.smtpward;

/** The proxy cannot start. The message is for the operator and names the next step. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean configuration;

    /**
     * @param message why, in words for the operator
     * @param configuration whether starting again would end the same way until the configuration is changed
     */
    StartException(String message, boolean configuration) {
        super(message);
        this.configuration = configuration;
    }

    /** Whether the configuration has to be changed first. */
    public boolean isConfiguration() {
        return configuration;
    }

    @Override
    public String getMessage() {
        return java.util.Objects.requireNonNull(super.getMessage());
    }
}
