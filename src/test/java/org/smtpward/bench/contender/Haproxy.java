package org.smtpward.bench.contender;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** HAProxy in TCP mode: it cannot end STARTTLS of SMTP and passes it through, so the sink's share has to be added. */
public record Haproxy() implements Contender {
    @Override
    public String name() {
        return "haproxy";
    }

    @Override
    public Optional<String> missing() {
        return Contender.missing("haproxy", "haproxy");
    }

    @Override
    public List<String> command(Place place) {
        // Without maxconn it takes as many as the limit of descriptors allows.
        Path config = place.write("haproxy.cfg", """
                global
                  maxpipes 100
                defaults
                  mode tcp
                  timeout connect 10s
                  timeout client 600s
                  timeout server 600s
                  option splice-auto
                listen smtp
                  bind 127.0.0.1:%d backlog 4096
                  server sink 127.0.0.1:%d
                """.formatted(place.port(), place.sink()));
        return List.of(Contender.find("haproxy").orElseThrow().toString(), "-db", "-f", config.toString());
    }
}
