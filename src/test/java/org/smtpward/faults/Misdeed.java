package org.smtpward.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.PrimitiveIterator;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** One side does what a {@link Fault} says, at a step. What goes on for ever does so until the connection ends. */
record Misdeed(Fault fault, Side side, Step step) {
    /** As {@code smtpward.limits} are {@link Scene#LIMIT}, no timer that every octet sets back would ever end it. */
    static final Duration BETWEEN_OCTETS = Duration.ofMillis(500);

    /** Without end, but not as fast as it goes: others are at play, too. */
    private static final Duration BETWEEN_LINES = Duration.ofMillis(1);

    private static final String LINE = "x".repeat(76);
    private static final byte[] ALERT = {21, 3, 3, 0, 2, 2, 40};
    private static final String GARBAGE = "\1\376\r\0garbage\377\r\n";
    private static final String RECORD = "\26\3\3\40\0\1\0\37\374\3\3" + "\0".repeat(0x2000 - 6);

    void commit(Wire wire) throws IOException {
        switch (fault) {
            case REFUSE, SILENCE, STALL -> {}
            case CLOSE -> wire.closePolitely();
            case RESET -> wire.reset();
            case HALF_CLOSE -> wire.halfClose();
            case SLOW -> drip(wire);
            case GARBAGE -> wire.say(GARBAGE);
            case ENDLESS -> flood(wire);
            case TLS_ALERT -> {
                if (wire.isInTls()) {
                    wire.alert();
                } else {
                    wire.sayRaw(ALERT);
                }
            }
            case TRUNCATED_RECORD -> {
                int type = step.isHandshakeOf(side) ? 22 : 23;
                wire.sayRaw((byte) type, (byte) 3, (byte) 3, (byte) 1, (byte) 0, (byte) 1, (byte) 2, (byte) 3);
                wire.halfCloseRaw();
            }
            case DISK_FULL -> wire.say((step.isInReply() ? "\r\n" : "") + "452 4.3.1 Insufficient disk space\r\n");
        }
    }

    /** The first piece is said before this returns, so that who waits for it to be read waits for something. */
    private static void forEver(Wire wire, String first, Supplier<String> next, Duration between) throws IOException {
        wire.say(first);
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    LockSupport.parkNanos(between.toNanos());
                    wire.say(next.get());
                }
            } catch (IOException e) {
                // The connection has ended.
            }
        });
    }

    private void drip(Wire wire) throws IOException {
        PrimitiveIterator.OfInt octets = (step.isHandshakeOf(side) ? RECORD : beginning() + "x".repeat(1000))
                .chars()
                .iterator();
        Supplier<String> next = () -> octets.hasNext() ? String.valueOf((char) octets.nextInt()) : "x";
        forEver(wire, next.get(), next, BETWEEN_OCTETS);
    }

    private void flood(Wire wire) throws IOException {
        if (step.isHandshakeOf(side)) {
            forEver(wire, RECORD, () -> RECORD, BETWEEN_LINES);
        } else if (side == Side.CLIENT) {
            forEver(wire, "NOOP " + LINE.repeat(50), () -> LINE, BETWEEN_LINES);
        } else {
            String line = code() + '-' + LINE + "\r\n";
            forEver(wire, step.isInReply() ? "\r\n" : line, () -> line, BETWEEN_LINES);
        }
    }

    private String beginning() {
        if (side == Side.CLIENT) {
            return "NOOP ";
        }
        return step.isInReply() ? "" : code() + " 2.0.0 ";
    }

    /** That of the reply which is owed, or one that nobody has asked for. */
    private String code() {
        if (step == Step.IN_GREETING) {
            return "220";
        }
        return step.owed().isEmpty() || step.isInReply() ? "250" : step.owed().substring(0, 3);
    }
}
