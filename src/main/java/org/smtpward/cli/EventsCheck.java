package org.smtpward.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.smtpward.config.EventOptions;
import org.smtpward.config.SyslogAddress;
import org.smtpward.tls.Finding;

/**
 * The part of {@code check} that is about events. It only looks: a file that it made as root could not be written by the
 * program's own user.
 */
final class EventsCheck {
    private EventsCheck() {}

    /** Nothing if there is nothing to look at. */
    static Optional<Finding> of(EventOptions events) {
        return switch (events.log()) {
            case STDOUT, NONE -> Optional.empty();
            case FILE -> Optional.of(file(events.file().path().toAbsolutePath()));
            case SYSLOG -> syslog(events.syslog().address());
        };
    }

    private static Finding file(Path path) {
        Path directory = path.resolveSibling(".").normalize();
        if (Files.exists(path)) {
            boolean usable = Files.isRegularFile(path) && Files.isWritable(path);
            return usable ? ok(path + " can be written") : error(path + " is no file that can be written");
        }
        if (!Files.isDirectory(directory)) {
            return error(path + ": no such directory");
        }
        return Files.isWritable(directory)
                ? ok(path + " can be made")
                : error(path + " cannot be made: permission denied");
    }

    private static Optional<Finding> syslog(SyslogAddress address) {
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
