package org.smtpward.admin;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;

/** The files that the page is made of; they lie beside this class. */
enum PageFile {
    HTML("/", "page.html", "text/html; charset=utf-8"),
    CSS("/page.css", "page.css", "text/css; charset=utf-8"),
    SCRIPT("/page.js", "page.js", "text/javascript; charset=utf-8"),
    ICON("/icon.svg", "icon.svg", "image/svg+xml");

    private final String path;
    private final String contentType;

    @SuppressWarnings("ImmutableEnumChecker") // Nobody writes into it.
    private final Buffer content;

    PageFile(String path, String file, String contentType) {
        this.path = path;
        this.contentType = contentType;
        this.content = read(file);
    }

    /** The file that is to be had at {@code path}. */
    static Optional<PageFile> at(String path) {
        return Arrays.stream(values()).filter(file -> file.path.equals(path)).findFirst();
    }

    String contentType() {
        return contentType;
    }

    /** Its octets, for one who sends them. */
    Buffer content() {
        return content.copy();
    }

    private static Buffer read(String file) {
        try (InputStream in = PageFile.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("not in the jar: " + file);
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
