package org.smtpward.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.smtpward.tls.Finding;
import org.smtpward.tls.Ownership;

/** The part of {@code check} that asks whether the service's user can read the files that root can. */
final class FilesCheck {
    private final ServiceUser user;
    private final FileAccess access;
    private final Optional<ServiceSandbox> sandbox;

    FilesCheck(ServiceUser user, FileAccess access, Optional<ServiceSandbox> sandbox) {
        this.user = user;
        this.access = access;
        this.sandbox = sandbox;
    }

    /** A finding for each of {@code files} that cannot be read; one that all can, if so. */
    List<Finding> of(Collection<Path> files) {
        var findings = new ArrayList<Finding>();
        files.stream()
                .map(Path::toAbsolutePath)
                .map(Path::normalize)
                .distinct()
                .sorted()
                .forEach(file -> {
                    sandbox.flatMap(unit -> unit.hides(file))
                            .or(() -> trouble(file))
                            .ifPresent(why -> findings.add(
                                    Finding.error("user %s cannot read %s: %s".formatted(user.name(), file, why))));
                });
        return findings.isEmpty()
                ? List.of(Finding.ok("user %s can read all %d of them".formatted(user.name(), files.size())))
                : findings;
    }

    private Optional<String> trouble(Path file) {
        if (!Files.exists(file)) {
            return Optional.of("no such file");
        }
        if (access.isReadable(file)) {
            return Optional.empty();
        }
        for (Path above = Objects.requireNonNull(file.getRoot());
                !above.equals(file);
                above = above.resolve(above.relativize(file).getName(0))) {
            if (!access.isSearchable(above)) {
                return Optional.of("%1$s is closed%2$s; chgrp %3$s %1$s && chmod g+x %1$s"
                        .formatted(above, Ownership.of(above), user.group()));
            }
        }
        return Optional.of("permission denied%s; chgrp %s %s && chmod g+r %s"
                .formatted(Ownership.of(file), user.group(), file, file));
    }
}
