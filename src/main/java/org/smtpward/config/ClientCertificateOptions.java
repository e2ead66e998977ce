package org.smtpward.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether clients are asked for certificates of their own. One that has none, or a bad one, is served all the same.
 *
 * @param requested whether they are asked
 * @param ca a PEM file: the authorities whose word counts. Opened only when TLS is set up
 */
public record ClientCertificateOptions(boolean requested, Optional<Path> ca) {
    /** Nobody is asked. */
    public static final ClientCertificateOptions OFF = new ClientCertificateOptions(false, Optional.empty());

    public ClientCertificateOptions {
        if (requested && ca.isEmpty()) {
            throw new InvalidOption("mode", "request needs ca, the PEM file of the authorities whose word counts");
        }
    }

    static Answer<ClientCertificateOptions> read(Section section) {
        var mode = section.ask("mode").word(Mode.values(), Mode::label);
        var ca = section.ask("ca")
                .text(
                        "the path of a PEM file, or \"\"",
                        text -> text.isEmpty() ? Optional.<Path>empty() : Optional.of(Path.of(text)));
        return section.assemble(() -> new ClientCertificateOptions(mode.get() == Mode.REQUEST, ca.get()));
    }

    private enum Mode {
        OFF("off"),
        REQUEST("request");

        private final String label;

        Mode(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }
}
