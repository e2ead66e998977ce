package org.smtpward.bench.contender;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A program that can stand between a load and a sink. */
public sealed interface Contender permits Direct, Haproxy, Nginx, Smtpward, Stunnel {
    /** In tables. */
    String name();

    /** Why it cannot run on this machine, if so. */
    Optional<String> missing();

    /** Whether it lets clients stay in the clear. */
    default boolean servesInTheClear() {
        return true;
    }

    /** Writes its configuration; returns the command that starts it in the foreground. */
    List<String> command(Place place);

    /** Where a program is, in the directories that have servers. */
    static Optional<Path> find(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(":", -1)), Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/bin"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Why a program cannot run that is not there. */
    static Optional<String> missing(String program, String debianPackage) {
        return find(program).isPresent()
                ? Optional.empty()
                : Optional.of("no program " + program + " (Debian: " + debianPackage + ")");
    }
}
