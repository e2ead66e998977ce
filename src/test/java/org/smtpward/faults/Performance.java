package org.smtpward.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.smtpward.faults.Step.Setting;

/** Plays one {@link Cell} before a real proxy, and tells what both peers saw. */
final class Performance {
    /** More than the sockets of two connections hold. */
    private static final String LONG_TEXT = ("x".repeat(998) + "\r\n").repeat(20_000);

    private final Scene scene;
    private final Closings closings;
    private final EventLoops loops;

    Performance(Scene scene, Closings closings, EventLoops loops) {
        this.scene = scene;
        this.closings = closings;
        this.loops = loops;
    }

    Outcome of(Cell cell) throws Exception {
        Setting setting =
                cell.fault() == Fault.REFUSE ? Setting.CLOSED : cell.step().setting();
        try (var script = new Script(scene, setting)) {
            script.reach(cell.step(), cell.side());
            Outcome outcome =
                    switch (cell.side()) {
                        case BACKEND -> backendMisbehaves(cell, script);
                        case CLIENT -> clientMisbehaves(cell, script, setting);
                    };
            int more = closings.forget(script.client().address());
            return more == 0 ? outcome : new Outcome(outcome.client(), outcome.backend(), "closed twice");
        }
    }

    private Outcome backendMisbehaves(Cell cell, Script script) throws Exception {
        String address = script.client().address();
        List<String> further = new ArrayList<>();
        Thread second = scene.serveFurther(address, wire -> serve(wire, further));
        Wire wire = script.backend();
        if (wire != null) {
            new Misdeed(cell.fault(), Side.BACKEND, cell.step()).commit(wire);
        }
        var heard = new CompletableFuture<List<String>>();
        if (wire == null || cell.fault() == Fault.CLOSE || cell.fault() == Fault.RESET) {
            heard.complete(List.of());
        } else if (cell.fault() == Fault.DISK_FULL && !cell.step().isHandshakeOf(Side.BACKEND)) {
            var backend = new HonestBackend(scene.keys(), wire);
            Thread.ofVirtual().start(() -> {
                backend.goOnBehindRefusal(cell.step());
                heard.complete(backend.heard());
            });
        } else if (cell.fault() != Fault.STALL) {
            Thread.ofVirtual().start(() -> heard.complete(verbs(wire.rest())));
        }
        List<String> seen = new HonestClient(script.client()).goOn(cell.step(), clientSays(cell, wire));
        String cause = closings.await(address);
        if (!heard.isDone() && cell.fault() == Fault.STALL) {
            heard.complete(cell.step().isInMailData() ? List.of("what it took") : verbs(wire.rest()));
        }
        second.interrupt();
        second.join();
        List<String> all = new ArrayList<>(heard.get());
        all.addAll(further);
        return new Outcome(
                words(seen) + ending(script.client()), words(all) + (wire == null ? "" : hanging(wire)), cause);
    }

    /** Nothing, if something comes by itself. */
    private static String clientSays(Cell cell, Wire backend) {
        boolean quiet = cell.fault().isQuiet() || cell.fault() == Fault.TLS_ALERT && !backend.isInTls();
        if (cell.fault() == Fault.STALL && cell.step().isInMailData()) {
            return LONG_TEXT + cell.step().next();
        }
        return quiet ? cell.step().next() : "";
    }

    private void serve(Wire wire, List<String> further) {
        var backend = new HonestBackend(scene.keys(), wire);
        backend.serve();
        further.add("again");
        further.addAll(backend.heard());
    }

    private Outcome clientMisbehaves(Cell cell, Script script, Setting setting) throws Exception {
        Wire client = script.client();
        String address = client.address();
        new Misdeed(cell.fault(), Side.CLIENT, cell.step()).commit(client);
        loops.awaitTurn(scene.proxy(setting));
        // A reset ends the session, whoever's turn it is.
        Optional<String> early = cell.fault() == Fault.RESET ? Optional.of(closings.await(address)) : Optional.empty();
        var heard = new CompletableFuture<List<String>>();
        if (script.backend() == null) {
            heard.complete(List.of());
        } else {
            var backend = new HonestBackend(scene.keys(), script.backend());
            Thread.ofVirtual().start(() -> {
                backend.goOn(cell.step());
                heard.complete(backend.heard());
            });
        }
        var seen = new CompletableFuture<String>();
        boolean gone = cell.fault() == Fault.CLOSE || cell.fault() == Fault.RESET;
        if (gone) {
            seen.complete("");
        } else if (cell.fault() != Fault.STALL) {
            Thread.ofVirtual().start(() -> seen.complete(client.rest()));
        }
        String cause = early.isPresent() ? early.get() : closings.await(address);
        if (cell.fault() == Fault.STALL) {
            seen.complete(client.rest());
        }
        return new Outcome(words(Replies.all(seen.get())) + (gone ? "" : hanging(client)), words(heard.get()), cause);
    }

    private static List<String> verbs(String heard) {
        if (heard.startsWith("\26\3")) {
            return Replies.all(heard);
        }
        return heard.lines().map(line -> line.split(" ", 2)[0]).toList();
    }

    private static String words(List<String> all) {
        return all.isEmpty() ? "nothing" : String.join(", ", all);
    }

    /** Who did nothing wrong may expect that the connection ends as it should. */
    private static String ending(Wire wire) {
        return wire.end() == Wire.End.CLEAN ? "" : ", " + wire.end().words();
    }

    private static String hanging(Wire wire) {
        return wire.end() == Wire.End.HANGS ? ", " + wire.end().words() : "";
    }
}
