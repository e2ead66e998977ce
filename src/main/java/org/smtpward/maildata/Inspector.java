package org.smtpward.maildata;

import io.netty.buffer.ByteBuf;

/** Takes what the backend is to get, and decides about octets that may not be what they seem. */
public interface Inspector {
    /** The next octets for the backend are those of {@code in} from {@code start} up to {@code end}; not released. */
    void pass(ByteBuf in, int start, int end);

    /** The next octets for the backend stand in for some of the client's; the receiver releases them. */
    void write(ByteBuf octets);

    /** The message has a bare CR or LF: what to do with this and all others. Asked once a message. */
    NewlineTreatment onBareNewline();

    /** The message has a NUL: whether to pass nothing more on. Asked once a message. */
    boolean rejectsNul();
}
