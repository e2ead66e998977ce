package org.smtpward.bench.contender;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * stunnel as a server for SMTP: negotiates STARTTLS, then copies octets, with a thread for each connection. It insists on
 * TLS, and before its banner waits up to 200 ms for a client that speaks first.
 */
public record Stunnel() implements Contender {
    @Override
    public String name() {
        return "stunnel";
    }

    @Override
    public Optional<String> missing() {
        return Contender.missing("stunnel", "stunnel4");
    }

    @Override
    public boolean servesInTheClear() {
        return false;
    }

    @Override
    public List<String> command(Place place) {
        Path config = place.write("stunnel.conf", """
                foreground = yes
                syslog = no
                debug = err
                pid =
                socket = l:TCP_NODELAY=1
                socket = r:TCP_NODELAY=1
                [smtp]
                accept = 127.0.0.1:%d
                connect = 127.0.0.1:%d
                protocol = smtp
                cert = %s
                key = %s
                """.formatted(
                        place.port(),
                        place.sink(),
                        place.identity().chain(),
                        place.identity().key()));
        return List.of(Contender.find("stunnel").orElseThrow().toString(), config.toString());
    }
}
