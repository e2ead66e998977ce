package org.smtpward.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/** The m4 and the cf files of a Debian release's sendmail; writes nothing there. */
final class M4 {
    private final String root;

    /** @param release bullseye, bookworm or trixie */
    M4(String release) throws IOException {
        root = run("", List.of("src/test/lab/sendmail-root", release)).strip();
    }

    String root() {
        return root;
    }

    /** What m4 makes of {@code mc}, with cf.m4 before it. */
    String make(String mc) throws IOException {
        return run(
                mc,
                List.of(
                        "chroot",
                        root,
                        "/usr/bin/m4",
                        "-D_CF_DIR_=/usr/share/sendmail/cf/",
                        "/usr/share/sendmail/cf/m4/cf.m4",
                        "-"));
    }

    /** Standard output of a command that ends well. */
    private static String run(String input, List<String> command) throws IOException {
        Process process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        try {
            try (OutputStream to = process.getOutputStream()) {
                to.write(input.getBytes(ISO_8859_1));
            }
            String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + " failed: " + output);
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
