/**
 * The HTTP side for operators and their machines: {@code /metrics}, {@code /livez}, {@code /readyz}. Asks for no password
 * and shows nothing secret; bound to the loopback address unless the configuration says otherwise. Runs on one event loop
 * of Vert.x, and scrapes on a worker thread. What it shows is handed in; it knows nobody but the meters.
 */
@NullMarked
package org.smtpward.admin;

import org.jspecify.annotations.NullMarked;
