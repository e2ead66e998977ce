/**
 * Attacks and honest dialogues as data ({@code src/test/resources/corpus}), played in memory against a session with a model
 * of an unpatched sendmail behind it, and the tests that vary them: other cuts, other words, rules that only watch.
 */
package org.smtpward.corpus;
