package org.smtpward.probe;

import java.util.List;
import java.util.stream.Stream;

/** Every check, in the order in which they are played and shown. */
public final class Catalogue {
    private Catalogue() {}

    /** Code 403 is last among those that talk, since it counts the replies of all. */
    public static List<Check> all() {
        return Stream.of(
                        Alpaca.all(),
                        TlsNames.all(),
                        StartTlsInjection.all(),
                        Smuggling.all(),
                        Pipelining.all(),
                        Reflection.all(),
                        Relaying.all(),
                        Code403.all())
                .flatMap(List::stream)
                .toList();
    }
}
