package org.smtpward.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.smtpward.bench.load.Security;
import org.smtpward.bench.load.Work;

/** What grows in a measurement of growth, while everything else stays. */
enum Series {
    /** Connections that work at the same time. */
    CONNECTIONS("Connections that work: NOOP round trips inside TLS, by connections at a time", "connections", "NOOP") {
        @Override
        List<Point> points() {
            return counts(1, 10, 100, 1000, 10_000)
                    .map(count -> new Point(count, new Work.Noops(1), count, 1, 0))
                    .toList();
        }
    },
    /** Connections that are there and do nothing. */
    IDLE(
            "Idle connections inside TLS, and what 16 others cost beside them: 2 KiB messages, 200 a session",
            "idle",
            "message") {
        @Override
        List<Point> points() {
            return counts(1, 10, 100, 1000, 10_000)
                    .map(count -> new Point(count, new Work.Mail(200, 2048, 3), WORKING, 1, count))
                    .toList();
        }
    },
    /** Octets of a message. */
    SIZE("Messages over STARTTLS, by size; 8 connections, 20 messages a session", "octets", "message") {
        @Override
        List<Point> points() {
            return IntStream.of(1 << 10, 10 << 10, 100 << 10, 1 << 20, 25 << 20)
                    .mapToObj(size -> new Point(size, new Work.Mail(20, size, 3), 8, 1, 0))
                    .toList();
        }
    },
    /** Commands that a client sends without waiting for replies. */
    DEPTH("NOOPs inside TLS, by how many are sent together; 16 connections", "commands together", "NOOP") {
        @Override
        List<Point> points() {
            return IntStream.of(1, 3, 10, 50, 200)
                    .mapToObj(depth -> new Point(depth, new Work.Noops(depth), WORKING, 1, 0))
                    .toList();
        }
    },
    /** Recipients, all in one group with MAIL and DATA. */
    RECIPIENTS(
            "1 KiB messages over STARTTLS, by commands of the envelope, sent together; 16 connections, 20 messages a session",
            "commands of the envelope",
            "command") {
        @Override
        List<Point> points() {
            return IntStream.of(3, 10, 50, 200)
                    .mapToObj(depth -> new Point(depth, new Work.Mail(20, 1024, depth), WORKING, depth, 0))
                    .toList();
        }
    };

    private static final int WORKING = 16;

    private final String text;
    private final String parameter;
    private final String unit;

    Series(String text, String parameter, String unit) {
        this.text = text;
        this.parameter = parameter;
        this.unit = unit;
    }

    /**
     * One measurement.
     *
     * @param parameter what grows
     * @param work what connections do
     * @param connections how many do it
     * @param perUnit by how much a unit of the load is divided in the table
     * @param idle connections that are held meanwhile
     */
    record Point(int parameter, Work work, int connections, int perUnit, int idle) {
        Workload workload(Series series) {
            return new Workload(
                    series.name(),
                    series.text,
                    series.unit,
                    org.smtpward.bench.Identity.Kind.ECDSA,
                    work,
                    Security.STARTTLS,
                    connections,
                    0);
        }
    }

    abstract List<Point> points();

    String text() {
        return text;
    }

    String parameter() {
        return parameter;
    }

    String unit() {
        return unit;
    }

    /** Up to what the limit of descriptors allows. */
    private static java.util.stream.Stream<Integer> counts(int... counts) {
        var possible = new ArrayList<Integer>();
        for (int count : counts) {
            possible.add(Math.min(count, Workload.many()));
        }
        return possible.stream().distinct();
    }
}
