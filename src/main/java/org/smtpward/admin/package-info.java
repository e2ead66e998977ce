/**
 * The HTTP side for operators and their machines: the status page, {@code /metrics}, {@code /livez}, {@code /readyz}. Only
 * shows, changes nothing; bound to the loopback address unless the configuration says otherwise, and {@link
 * org.smtpward.admin.Access} says who sees what. Runs on one event loop of Vert.x, and scrapes on a worker thread. What it
 * shows is handed in ({@link org.smtpward.admin.Sources}). The page is plain HTML, CSS and script beside these classes; the
 * script puts texts into it as text, never as markup.
 */
@NullMarked
package org.smtpward.admin;

import org.jspecify.annotations.NullMarked;
