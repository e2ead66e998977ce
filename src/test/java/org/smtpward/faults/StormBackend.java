package org.smtpward.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A backend that takes messages into a journal, and at random steps does everything wrong that there is. */
final class StormBackend implements AutoCloseable {
    private static final int BACKLOG = 1000;

    /** Longer than anybody's patience here. */
    private static final Duration STALL = Duration.ofSeconds(4);

    private final Keys keys;
    private final Journal journal;
    private final long seed;
    private final InetSocketAddress address;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile ServerSocket server;
    private volatile boolean closed;

    StormBackend(Keys keys, Journal journal, long seed) throws IOException {
        this.keys = keys;
        this.journal = journal;
        this.seed = seed;
        this.server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        this.address = (InetSocketAddress) server.getLocalSocketAddress();
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return address.getPort();
    }

    /** Nobody listens, for a moment: who connects is refused. */
    void refuseForAMoment() throws IOException {
        server.close();
        journal.count("the backend " + Fault.REFUSE.words());
    }

    private void accept() {
        while (!closed) {
            try {
                while (true) {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket, connections.getAndIncrement()));
                }
            } catch (IOException e) {
                reopen();
            }
        }
    }

    private void reopen() {
        try {
            if (!closed) {
                var again = new ServerSocket();
                again.setReuseAddress(true);
                again.bind(address, BACKLOG);
                server = again;
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void serve(Socket socket, int connection) {
        try (Wire wire = new Wire(socket)) {
            new Conversation(wire, Plan.ofConnection(seed, connection)).run();
        } catch (IOException e) {
            // The end.
        }
    }

    private final class Conversation {
        private final Wire wire;
        private final Optional<Plan> opening;
        private Optional<Plan> plan = Optional.empty();
        private StormMessage message;

        Conversation(Wire wire, Optional<Plan> opening) {
            this.wire = wire;
            this.opening = opening;
        }

        void run() throws IOException {
            reply(opening, Step.BEFORE_GREETING, "220 mail.example.test ESMTP");
            while (true) {
                String line = wire.line();
                if (line.startsWith("EHLO")) {
                    reply(
                            opening,
                            Step.EHLO_SENT,
                            "250-mail.example.test\r\n250-PIPELINING\r\n250 " + (wire.isInTls() ? "HELP" : "STARTTLS"));
                } else if (line.equals("STARTTLS")) {
                    if (reply(opening, Step.MIRROR_STARTTLS_SAID, "220 2.0.0 go")) {
                        startTls();
                    }
                } else if (line.equals("MAIL FROM:<>")) {
                    // The probe of the relay guard: no answer is clear, and with allow-relay none is needed.
                    wire.say("451 4.3.0 later\r\n");
                } else if (line.startsWith("MAIL")) {
                    message = StormMessage.ofSender(line);
                    plan = Plan.of(seed, message.message(), message.attempt());
                    reply(plan, Step.MAIL_SENT, "250 2.1.0 ok");
                } else if (line.startsWith("RCPT")) {
                    reply(plan, Step.RCPT_SENT, "250 2.1.5 ok");
                } else if (line.equals("DATA")) {
                    if (reply(plan, Step.DATA_SENT, "354 go ahead")) {
                        takeMailData();
                    }
                } else if (line.equals("QUIT")) {
                    wire.say("221 2.0.0 bye\r\n");
                    wire.closePolitely();
                } else {
                    wire.say("500 5.5.1 what?\r\n");
                }
            }
        }

        private void startTls() throws IOException {
            if (misbehaves(opening, Step.MIRROR_HANDSHAKE)) {
                wire.awaitOctet();
                commit(opening.get());
            }
            wire.startTls(keys.server(), false);
        }

        private void takeMailData() throws IOException {
            var text = new StringBuilder();
            for (String line = wire.line(); !line.equals("."); line = wire.line()) {
                if (text.isEmpty() && misbehaves(plan, Step.IN_MAIL_DATA)) {
                    commit(plan.get());
                }
                text.append(line).append("\r\n");
            }
            boolean whole = text.toString().equals(message.text());
            boolean fails = misbehaves(plan, Step.END_OF_MAIL_DATA) || misbehaves(plan, Step.IN_ITS_REPLY);
            if (!fails || plan.get().accepts() && plan.get().fault() != Fault.DISK_FULL) {
                journal.onAccepted(message.message(), whole);
            }
            if (misbehaves(plan, Step.IN_ITS_REPLY)) {
                wire.say("250-2.0.0 acc");
                commit(plan.get());
            }
            reply(plan, Step.END_OF_MAIL_DATA, "250 2.0.0 accepted");
        }

        /** Whether it was said. */
        private boolean reply(Optional<Plan> planned, Step step, String reply) throws IOException {
            if (step == Step.BEFORE_GREETING && misbehaves(planned, Step.IN_GREETING)) {
                wire.say("220-mail.exam");
                commit(planned.get());
            }
            if (misbehaves(planned, step)) {
                commit(planned.get());
                return false;
            }
            wire.say(reply + "\r\n");
            return true;
        }

        private boolean misbehaves(Optional<Plan> planned, Step step) {
            return planned.isPresent() && planned.get().is(Side.BACKEND, step);
        }

        /** Returns only if the conversation goes on behind it. */
        private void commit(Plan planned) throws IOException {
            journal.count(planned.words());
            new Misdeed(planned.fault(), Side.BACKEND, planned.step()).commit(wire);
            if (planned.fault() == Fault.STALL) {
                LockSupport.parkNanos(STALL.toNanos());
            } else if (planned.fault() != Fault.DISK_FULL || planned.step().isHandshakeOf(Side.BACKEND)) {
                wire.rest();
            } else {
                return;
            }
            throw new IOException("it is over");
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
    }
}
