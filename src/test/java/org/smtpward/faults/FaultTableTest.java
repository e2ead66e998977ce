package org.smtpward.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smtpward.Proxy;
import org.smtpward.real.Until;

/**
 * Each fault at each step of a session on either connection, over real sockets: what both peers see and the cause in the log are
 * what {@code docs/faults.md} says, every session ends by itself, and nothing is left behind. When this fails, {@code
 * target/faults.md} has the rows as they were played.
 */
class FaultTableTest {
    /** Most wait for a timer; all at once a busy machine would be too late for others' timers. */
    private static final int AT_A_TIME = 128;

    private static final Map<Cell, Future<Outcome>> PLAYED = new LinkedHashMap<>();
    private static final Map<Proxy, Integer> TIMERS = new HashMap<>();
    private static final EventLoops LOOPS = new EventLoops();

    private static FaultTable table;
    private static Leaks leaks;
    private static Closings closings;
    private static Scene scene;

    @BeforeAll
    static void play(@TempDir Path directory) throws Exception {
        table = FaultTable.read();
        leaks = new Leaks(ResourceLeakDetector.Level.PARANOID);
        closings = new Closings();
        scene = new Scene(directory);
        for (Proxy proxy : scene.proxies()) {
            TIMERS.put(proxy, LOOPS.timers(proxy));
        }
        var performance = new Performance(scene, closings, LOOPS);
        warmUp(performance);
        List<Cell> cells = new ArrayList<>(FaultTable.all());
        cells.removeAll(table.impossible().keySet());
        try (ExecutorService players =
                Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
            for (Cell cell : cells) {
                Callable<Outcome> play = () -> performance.of(cell);
                PLAYED.put(cell, players.submit(play));
            }
        }
        write();
    }

    /** Each step once, one after the other: the timers are for peers, not for classes that are being loaded. */
    private static void warmUp(Performance performance) throws Exception {
        for (Step step : Step.values()) {
            performance.of(new Cell(Side.CLIENT, step, Fault.RESET));
        }
    }

    private static void write() throws Exception {
        var outcomes = new LinkedHashMap<Cell, Outcome>();
        for (var played : PLAYED.entrySet()) {
            if (played.getValue().state() == Future.State.SUCCESS) {
                outcomes.put(played.getKey(), played.getValue().get());
            } else {
                outcomes.put(
                        played.getKey(),
                        new Outcome(played.getValue().exceptionNow().toString(), "", ""));
            }
        }
        Files.writeString(
                Path.of("target/faults.md"),
                FaultTable.rows(Side.BACKEND, outcomes) + '\n' + FaultTable.rows(Side.CLIENT, outcomes));
    }

    @AfterAll
    static void stop() throws Exception {
        scene.close();
        closings.close();
        leaks.close();
    }

    static Set<Cell> cells() {
        return PLAYED.keySet();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void isAsTheTableSays(Cell cell) throws Exception {
        assertThat(PLAYED.get(cell).get()).isEqualTo(table.outcomes().get(cell));
    }

    /** A 2yz that the client sees to its mail data is that of a backend which did nothing wrong. */
    @Test
    void noMailIsAcknowledgedThatTheBackendDidNotAccept() throws Exception {
        for (Cell cell : PLAYED.keySet()) {
            boolean due = cell.step().isInMailData() || cell.step().isBehindMailData();
            if (due && PLAYED.get(cell).get().client().contains("250 2.0.0")) {
                assertThat(cell)
                        .matches(one -> one.side() == Side.CLIENT && one.step().isBehindMailData());
            }
        }
    }

    @Test
    void everyCombinationIsInTheTableOnce() {
        var all = new ArrayList<>(table.outcomes().keySet());
        all.addAll(table.impossible().keySet());
        assertThat(all).containsExactlyInAnyOrderElementsOf(FaultTable.all());
        assertThat(table.twice()).isEmpty();
    }

    @Test
    void noConnectionAndNoTimerIsLeft() throws Exception {
        for (Proxy proxy : scene.proxies()) {
            var places = new Places(proxy);
            Until.soon(() -> places.taken() == 0, () -> places.taken() + " places are taken");
            int before = TIMERS.get(proxy);
            Until.soon(
                    () -> LOOPS.timersOrFail(proxy) <= before,
                    () -> LOOPS.timersOrFail(proxy) + " timers, at first " + before);
        }
    }

    @Test
    void noBufferIsLost() {
        assertThat(leaks.all()).isEmpty();
    }
}
