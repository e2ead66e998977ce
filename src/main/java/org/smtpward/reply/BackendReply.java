package org.smtpward.reply;

import io.netty.buffer.ByteBuf;

/**
 * One whole reply of the backend (RFC 5321 §4.2).
 *
 * @param code its code, the same on every line
 * @param octets all its lines with their CRLFs: a view into the decoder's input, valid until the decoder is called again
 */
public record BackendReply(int code, ByteBuf octets) {
    /** Whether the command was carried out (2yz). */
    public boolean isPositive() {
        return code / 100 == 2;
    }
}
