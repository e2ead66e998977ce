package org.smtpward.maildata;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Plays the backend and the rules of a scanner. */
class Recorder implements Inspector {
    final StringBuilder out = new StringBuilder();
    int asked;
    int askedForNul;
    private final NewlineTreatment newlines;
    private final boolean rejectsNul;

    Recorder(NewlineTreatment newlines, boolean rejectsNul) {
        this.newlines = newlines;
        this.rejectsNul = rejectsNul;
    }

    @Override
    public void pass(ByteBuf in, int start, int end) {
        out.append(in.toString(start, end - start, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void write(ByteBuf octets) {
        out.append(octets.toString(StandardCharsets.ISO_8859_1));
        octets.release();
    }

    @Override
    public NewlineTreatment onBareNewline() {
        asked++;
        return newlines;
    }

    @Override
    public boolean rejectsNul() {
        askedForNul++;
        return rejectsNul;
    }
}
