package org.smtpward.events;

/**
 * Who reports, in the words of the Elastic Common Schema.
 *
 * @param name this proxy's host name, {@code proxy.hostname}
 * @param version this proxy's version
 */
public record Observer(String name, String version) {}
