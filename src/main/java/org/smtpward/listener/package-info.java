/**
 * Accepts TCP, admits or refuses, and carries octets between a client's channel and its session. Our handler stands before
 * Vert.x's own in the channel's pipeline, so no octet is copied and none can slip past STARTTLS. Everything of a connection
 * runs on its event loop.
 */
@NullMarked
package org.smtpward.listener;

import org.jspecify.annotations.NullMarked;
