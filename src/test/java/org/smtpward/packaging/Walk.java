package org.smtpward.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The steps of docs/operations.md as it has them: shell blocks behind {@code <!-- walk: WAY STEP [back] -->}, and the table of what
 * other distributions call things.
 */
final class Walk {
    static final Path DOCUMENT = Path.of("docs/operations.md");

    private static final Pattern BLOCK = Pattern.compile(
            "(?m)^<!-- walk: (both|transparent|fixed) (\\d)( back)? -->\n```sh\n(.*?)^```$", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("(?m)^\\| [^|`]+ \\| `([^`]+)` \\| `([^`]+)` \\|$");

    private final List<Block> blocks;
    private final Map<String, String> debian;

    private Walk(List<Block> blocks, Map<String, String> debian) {
        this.blocks = blocks;
        this.debian = debian;
    }

    /** A fenced block. */
    record Block(String way, int step, boolean back, String text) {
        boolean isOf(String wantedWay) {
            return way.equals("both") || way.equals(wantedWay);
        }
    }

    /**
     * A command, of one line, or of several where it has a here-document, and what the document says of its output.
     *
     * @param shown texts that it must show
     * @param hidden texts that it must not
     */
    record Command(String text, List<String> shown, List<String> hidden) {}

    static Walk read() {
        try {
            return of(Files.readString(DOCUMENT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Walk of(String document) {
        List<Block> blocks = BLOCK.matcher(document)
                .results()
                .map(found -> new Block(
                        found.group(1), Integer.parseInt(found.group(2)), found.group(3) != null, found.group(4)))
                .toList();
        Map<String, String> debian = new LinkedHashMap<>();
        Matcher row = ROW.matcher(document);
        while (row.find()) {
            debian.put(row.group(1), row.group(2));
        }
        return new Walk(blocks, debian);
    }

    /** SUSE's words, and Debian's for them. */
    Map<String, String> table() {
        return debian;
    }

    List<Block> blocks() {
        return blocks;
    }

    /** The commands of one step, or of its way back, in the order written, in Debian's words. */
    List<Command> commands(String way, int step, boolean back) {
        return blocks.stream()
                .filter(block -> block.isOf(way) && block.step == step && block.back == back)
                .flatMap(block -> commands(onDebian(block.text)))
                .toList();
    }

    /** The longest first: one may be part of another. */
    private String onDebian(String text) {
        String translated = text;
        List<String> words = debian.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
        for (String word : words) {
            translated = translated.replaceAll(
                    Pattern.quote(word) + "(?![a-z])", Matcher.quoteReplacement(debian.get(word)));
        }
        return translated;
    }

    private static Stream<Command> commands(String block) {
        List<Command> commands = new ArrayList<>();
        StringBuilder here = new StringBuilder();
        for (String line : block.lines().toList()) {
            boolean inside = !here.isEmpty();
            if (inside || line.endsWith("<<'END'")) {
                here.append(line).append('\n');
                if (inside && line.equals("END")) {
                    commands.add(new Command(here.toString(), new ArrayList<>(), new ArrayList<>()));
                    here.setLength(0);
                }
            } else if (line.startsWith("# shows: ")) {
                commands.getLast().shown.add(line.substring("# shows: ".length()));
            } else if (line.startsWith("# hides: ")) {
                commands.getLast().hidden.add(line.substring("# hides: ".length()));
            } else {
                commands.add(new Command(line, new ArrayList<>(), new ArrayList<>()));
            }
        }
        if (!here.isEmpty()) {
            throw new IllegalArgumentException("a here-document without END: " + here);
        }
        return commands.stream();
    }
}
