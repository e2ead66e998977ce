package org.smtpward.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/** A process with all its children: what {@code /proc} says of them (proc(5)). */
public record ProcessTree(long pid) {
    /** The kernel's USER_HZ, the same on every machine that Java runs on. */
    private static final long TICKS_PER_SECOND = 100;

    /** In {@code /proc/PID/stat} behind the name, which may hold blanks. */
    private static final int USER_TIME = 11;

    private static final int USER_AND_SYSTEM = 2;
    /** Then come those of children that have ended. */
    private static final int WITH_CHILDREN = 4;

    /** What this program has used so far, without its children. */
    public static Duration self() {
        return ticks(ticks(ProcessHandle.current().pid(), USER_AND_SYSTEM));
    }

    /** User and system time so far, that of children that have ended included. */
    public Duration cpu() {
        return ticks(pids().map(each -> ticks(each, WITH_CHILDREN)).sum());
    }

    /** Resident memory now. */
    public Memory memory() {
        long resident = 0;
        long proportional = 0;
        for (long each : pids().toArray()) {
            for (String line : read(Path.of("/proc/" + each + "/smaps_rollup"))) {
                resident += kibibytes(line, "Rss:");
                proportional += kibibytes(line, "Pss:");
            }
        }
        return new Memory(resident * 1024, proportional * 1024);
    }

    /** What all processes of the machine have used so far. */
    public static Duration machine() {
        String[] fields = read(Path.of("/proc/stat")).get(0).split(" +");
        long ticks = 0;
        for (int i = 1; i < fields.length && i <= 8; i++) {
            // Not the fourth and fifth: idle, and idle while a disk works.
            ticks += i == 4 || i == 5 ? 0 : Long.parseLong(fields[i]);
        }
        return ticks(ticks);
    }

    private LongStream pids() {
        LongStream children = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .mapToLong(ProcessHandle::pid);
        return LongStream.concat(LongStream.of(pid), children);
    }

    private static Duration ticks(long ticks) {
        return Duration.ofMillis(ticks * (1000 / TICKS_PER_SECOND));
    }

    private static long ticks(long pid, int fields) {
        return read(Path.of("/proc/" + pid + "/stat")).stream()
                .findFirst()
                .map(line -> line.substring(line.lastIndexOf(')') + 2).split(" ", -1))
                .map(words -> LongStream.range(USER_TIME, USER_TIME + fields)
                        .map(i -> Long.parseLong(words[(int) i]))
                        .sum())
                .orElse(0L);
    }

    private static long kibibytes(String line, String name) {
        return line.startsWith(name) ? Long.parseLong(line.replaceAll("[^0-9]", "")) : 0;
    }

    /** Nothing, of a process that has just ended. */
    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
