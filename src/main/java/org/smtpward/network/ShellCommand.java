package org.smtpward.network;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A command that changes the kernel's network: what we run, and what a person can type instead.
 *
 * @param words the program and its arguments
 * @param input what it reads, whole lines; empty: nothing
 */
public record ShellCommand(List<String> words, String input) {
    public ShellCommand {
        words = List.copyOf(words);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("no program");
        }
    }

    /** Words with blanks between them. */
    static ShellCommand of(String line) {
        return new ShellCommand(List.of(line.split(" ", -1)), "");
    }

    ShellCommand reading(String lines) {
        return new ShellCommand(words, lines);
    }

    String program() {
        return words.getFirst();
    }

    /** For a shell, to be typed or copied. None of our words needs quotes. */
    @Override
    public String toString() {
        String line = words.stream().collect(Collectors.joining(" "));
        return input.isEmpty() ? line : line + " <<END\n" + input + "END";
    }
}
