package org.smtpward.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.smtpward.config.EventOptions;
import org.smtpward.config.SyslogAddress;
import org.smtpward.tls.Finding;
import org.smtpward.tls.Ownership;

/**
 * The part of {@code check} that is about events. It only looks: a file that it made as root could not be written by the
 * program's own user.
 */
final class EventsCheck {
    private final FileAccess access;
    private final Optional<ServiceSandbox> sandbox;

    /**
     * @param access that of the program's user
     * @param sandbox that of its service, if it is one
     */
    EventsCheck(FileAccess access, Optional<ServiceSandbox> sandbox) {
        this.access = access;
        this.sandbox = sandbox;
    }

    /** Nothing if there is nothing to look at. */
    Optional<Finding> of(EventOptions events) {
        return switch (events.log()) {
            case STDOUT, NONE -> Optional.empty();
            case FILE -> Optional.of(file(events.file().path().toAbsolutePath()));
            case SYSLOG -> syslog(events.syslog().address());
        };
    }

    private Finding file(Path path) {
        Path directory = path.resolveSibling(".").normalize();
        Optional<String> readOnly = sandbox.flatMap(unit -> unit.keepsFromWriting(path));
        if (readOnly.isPresent()) {
            return error(path + " cannot be written: " + readOnly.get());
        }
        if (Files.exists(path)) {
            boolean usable = Files.isRegularFile(path) && access.isWritable(path);
            return usable
                    ? ok(path + " can be written")
                    : error(path + " is no file that can be written" + by() + Ownership.of(path));
        }
        if (sandbox.filter(unit -> unit.makes(directory)).isPresent()) {
            return ok(path + " can be made: the service unit makes its directory");
        }
        if (!Files.isDirectory(directory)) {
            return error("%s: no such directory; mkdir %s, or LogsDirectory= in the service unit"
                    .formatted(path, directory));
        }
        return access.isWritable(directory) && access.isSearchable(directory)
                ? ok(path + " can be made")
                : error(path + " cannot be made: permission denied" + by() + Ownership.of(directory));
    }

    private String by() {
        return access instanceof ServiceUser user ? " by user " + user.name() : "";
    }

    private Optional<Finding> syslog(SyslogAddress address) {
        return switch (address) {
            case SyslogAddress.Local local -> Optional.of(socket(local.socket()));
            case SyslogAddress.Udp udp -> Optional.empty();
            case SyslogAddress.Tcp tcp -> Optional.empty();
        };
    }

    private static Finding socket(Path socket) {
        return Files.exists(socket)
                ? ok(socket + " is there")
                : new Finding(Finding.Severity.WARNING, socket + " is not there: events are lost");
    }

    private static Finding ok(String text) {
        return new Finding(Finding.Severity.OK, text);
    }

    private static Finding error(String text) {
        return new Finding(Finding.Severity.ERROR, text);
    }
}
