/**
 * Clients that soak and floods are made of: they block, each on a thread of its own, and do one thing at a time, so that what
 * they do reads like a dialogue. They are not for measuring how much goes through; {@link org.smtpward.bench.load} is.
 */
package org.smtpward.bench.client;
