package org.smtpward.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/** Tells what is wrong with the file of a key before the key in it is looked at. */
public final class KeyFile {
    private static final String ENCRYPTED_PKCS8 = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
    private static final String ENCRYPTED_OLD = "Proc-Type: 4,ENCRYPTED";

    private KeyFile() {}

    /**
     * @param setting the setting that names the file
     * @throws CertificateException names the file and says what to do
     */
    public static void requireFit(String setting, Path key) throws CertificateException {
        try {
            if (isReadableByOthers(key)) {
                throw new CertificateException(
                        "%s: everybody on this machine can read the key %s; chmod o-r %s".formatted(setting, key, key));
            }
            String text = Files.readString(key, StandardCharsets.ISO_8859_1);
            if (text.contains(ENCRYPTED_PKCS8) || text.contains(ENCRYPTED_OLD)) {
                throw new CertificateException(
                        "%s: the key %s is encrypted, and nobody is there to ask for the passphrase; write it"
                                        .formatted(setting, key)
                                + " without: openssl pkey -in %s -out NEW".formatted(key));
            }
        } catch (IOException e) {
            throw new CertificateException(setting + ": " + Unreadable.text("the key ", key, e), e);
        }
    }

    /**
     * For any file with a secret.
     *
     * @param setting the setting that names the file
     * @throws IOException it cannot be read, or everybody can read it; says so and what to do
     */
    public static void requirePrivate(String setting, Path file) throws IOException {
        boolean isOpen;
        try (InputStream readable = Files.newInputStream(file)) {
            isOpen = isReadableByOthers(file);
        } catch (IOException e) {
            throw new IOException(setting + ": " + Unreadable.text(file, e), e);
        }
        if (isOpen) {
            throw new IOException(
                    "%s: everybody on this machine can read %s; chmod o-r %s".formatted(setting, file, file));
        }
    }

    /** The group may: so Kubernetes and Debian's ssl-cert do it. Where there are no such permissions, nobody is a stranger. */
    public static boolean isReadableByOthers(Path key) throws IOException {
        return Files.getFileStore(key).supportsFileAttributeView("posix")
                && Files.getPosixFilePermissions(key).contains(PosixFilePermission.OTHERS_READ);
    }
}
