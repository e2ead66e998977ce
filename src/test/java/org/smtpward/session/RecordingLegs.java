package org.smtpward.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;

/** Legs without sockets: they keep what they are told, and refuse what sockets could not do. */
class RecordingLegs implements Legs {
    /** Counts what it gave away and has not got back. */
    final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);

    final SeenOctets client;
    final SeenOctets backend;
    boolean clientHandshakes;
    boolean backendHandshakes;
    boolean backendEnded;
    boolean backendIsNew;
    /** What the client's certificate shows asks for another connection to the backend. */
    boolean backendIsWrong;

    /** As in the modes of the backend's source that tell it the client. */
    boolean clientShown;

    boolean clientWritable = true;
    boolean backendWritable = true;
    boolean readsClient;
    boolean readsBackend;
    boolean closed;

    /** What a write calls back for, from within. */
    Runnable onWriteToClient = () -> {};

    Runnable onWriteToBackend = () -> {};
    Runnable onFlush = () -> {};

    private boolean placesLeft = true;
    private boolean placeTaken;
    private long now;
    private long due;
    private Runnable task = () -> {};
    private boolean scheduled;

    RecordingLegs(boolean slow) {
        client = new SeenOctets(slow);
        backend = new SeenOctets(slow);
    }

    @Override
    public ByteBufAllocator allocator() {
        return allocator;
    }

    @Override
    public void toClient(ByteBuf octets) {
        assertThat(closed).as("written to the client after the end").isFalse();
        assertThat(clientHandshakes)
                .as("written to the client in the clear behind our 220")
                .isFalse();
        client.write(octets);
        onWriteToClient.run();
    }

    @Override
    public void toBackend(ByteBuf octets) {
        assertThat(closed).as("written to the backend after the end").isFalse();
        assertThat(backendHandshakes)
                .as("written to the backend beside its handshake")
                .isFalse();
        backend.write(octets);
        onWriteToBackend.run();
    }

    @Override
    public void flush() {
        client.flush();
        backend.flush();
        onFlush.run();
    }

    @Override
    public boolean isClientWritable() {
        return clientWritable;
    }

    @Override
    public boolean isBackendWritable() {
        return backendWritable;
    }

    @Override
    public void readClient(boolean wanted) {
        readsClient = wanted;
    }

    @Override
    public void readBackend(boolean wanted) {
        readsBackend = wanted;
    }

    @Override
    public boolean enterHandshake() {
        assertThat(closed).as("a place after the end").isFalse();
        assertThat(placeTaken).as("a second place").isFalse();
        placeTaken = placesLeft;
        return placeTaken;
    }

    @Override
    public void leaveHandshake() {
        placeTaken = false;
    }

    void place(String what) {
        if (what.equals("none")) {
            placesLeft = false;
        } else {
            assertThat(placeTaken ? "taken" : "free").isEqualTo(what);
        }
    }

    @Override
    public void startClientTls(ByteBuf lastInTheClear) {
        toClient(lastInTheClear);
        flush();
        assertThat(closed).as("a handshake after the end").isFalse();
        clientHandshakes = true;
    }

    @Override
    public void endBackend() {
        assertThat(backendEnded).as("a second end").isFalse();
        backendEnded = true;
    }

    @Override
    public void startBackendTls() {
        assertThat(closed).as("a handshake after the end").isFalse();
        assertThat(backendHandshakes).as("a second handshake with the backend").isFalse();
        flush();
        backendHandshakes = true;
    }

    @Override
    public void reconnectBackend() {
        assertThat(closed).as("a new connection after the end").isFalse();
        backendHandshakes = false;
        backendIsNew = true;
        backendIsWrong = false;
    }

    @Override
    public boolean isBackendRight() {
        return !backendIsWrong;
    }

    @Override
    public boolean isClientShown() {
        return clientShown;
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        assertThat(closed).as("a timer after the end").isFalse();
        this.due = now + delay.toNanos();
        this.task = task;
        this.scheduled = true;
    }

    @Override
    public void close() {
        assertThat(closed).as("closed twice").isFalse();
        flush();
        closed = true;
        placeTaken = false;
        scheduled = false;
    }

    /** The time, which stands still but in {@link #pass}. */
    long now() {
        return now;
    }

    /** Lets time pass and the timers in it fire. */
    void pass(Duration duration) {
        long end = now + duration.toNanos();
        while (scheduled && due <= end) {
            now = due;
            scheduled = false;
            task.run();
        }
        now = end;
    }

    /** All buffers are back where they came from. */
    void assertNothingLeaks() {
        client.release();
        backend.release();
        assertThat(allocator.metric().usedHeapMemory())
                .as("octets of buffers that nobody released")
                .isZero();
        assertThat(allocator.metric().usedDirectMemory())
                .as("octets of direct buffers that nobody released")
                .isZero();
    }
}
