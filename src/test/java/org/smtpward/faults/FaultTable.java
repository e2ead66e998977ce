package org.smtpward.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The tables of {@code docs/faults.md}, which are this test's data. */
final class FaultTable {
    static final Path DOCUMENT = Path.of("docs/faults.md");
    private static final String EVERY_STEP = "at every step";
    private static final String EVERY_LATER_STEP = "at every later step";

    private final Map<Cell, Outcome> outcomes = new LinkedHashMap<>();
    private final Map<Cell, String> impossible = new LinkedHashMap<>();
    private final List<Cell> twice = new ArrayList<>();

    private FaultTable() {}

    /** A heading says whose faults the rows below it are about; rows of three columns say what cannot be. */
    static FaultTable read() throws IOException {
        var table = new FaultTable();
        Side side = null;
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("## ")) {
                side = line.startsWith("## The backend")
                        ? Side.BACKEND
                        : line.startsWith("## The client") ? Side.CLIENT : null;
            } else if (side != null
                    && line.startsWith("| ")
                    && !line.startsWith("| step |")
                    && !line.startsWith("| --- |")) {
                table.add(side, line.substring(2, line.length() - 2).split(" \\| ", -1));
            }
        }
        return table;
    }

    private void add(Side side, String[] row) {
        for (Step step : steps(row[0]).toList()) {
            for (String words : row[1].split("; ", -1)) {
                var cell = new Cell(side, step, Fault.of(words));
                Object before = row.length == 3
                        ? impossible.put(cell, row[2])
                        : outcomes.put(cell, new Outcome(row[2], row[3], row[4]));
                if (before != null) {
                    twice.add(cell);
                }
            }
        }
    }

    private static Stream<Step> steps(String words) {
        return switch (words) {
            case EVERY_STEP -> Arrays.stream(Step.values());
            case EVERY_LATER_STEP -> Arrays.stream(Step.values()).filter(step -> step != Step.CONNECTING);
            default -> Stream.of(Step.of(words));
        };
    }

    Map<Cell, Outcome> outcomes() {
        return outcomes;
    }

    /** With the reason. */
    Map<Cell, String> impossible() {
        return impossible;
    }

    List<Cell> twice() {
        return twice;
    }

    /** Every combination there is. */
    static List<Cell> all() {
        var cells = new ArrayList<Cell>();
        for (Side side : Side.values()) {
            for (Step step : Step.values()) {
                for (Fault fault : Fault.values()) {
                    cells.add(new Cell(side, step, fault));
                }
            }
        }
        return cells;
    }

    /** Rows as the document has them, for what was played. */
    static String rows(Side side, Map<Cell, Outcome> played) {
        var rows = new StringBuilder();
        for (Step step : Step.values()) {
            var faults = new LinkedHashMap<Outcome, List<String>>();
            played.forEach((cell, outcome) -> {
                if (cell.side() == side && cell.step() == step) {
                    faults.computeIfAbsent(outcome, one -> new ArrayList<>())
                            .add(cell.fault().words());
                }
            });
            faults.forEach((outcome, words) ->
                    rows.append("| %s | %s | %s |\n".formatted(step.words(), String.join("; ", words), outcome)));
        }
        return rows.toString();
    }
}
