/**
 * The test lab: real programs for tests to talk to, above all an unpatched sendmail.
 *
 * <p>What it runs is made by the scripts in {@code src/test/lab}. A class that uses it carries {@link
 * org.smtpward.lab.RealParts}. The lab knows nothing of the proxy.
 */
package org.smtpward.lab;
