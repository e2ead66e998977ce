package org.smtpward.metrics;

/**
 * All meters at one moment.
 *
 * @param contentType for the HTTP header of that name
 * @param body the text
 */
public record Scrape(String contentType, String body) {}
