package org.smtpward.packaging.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The charts of this tree, for Helm as a library. */
public final class Chart {
    static final Path SMTPWARD = Path.of("helm/smtpward");
    static final Path EXAMPLES = Path.of("helm/examples");
    static final String BACKEND = "mail.example:25";
    /** The oldest that has native sidecars. */
    static final String KUBERNETES = "1.29.0";

    private Chart() {}

    /** A gateway: release {@code mail} in the namespace {@code post}. */
    static TemplateCommand gateway() {
        return smtpward().set("backend.address", BACKEND);
    }

    /** The chart with nothing set. */
    static TemplateCommand smtpward() {
        return template(SMTPWARD);
    }

    /** The example of a mail server's chart, which has smtpward as a sidecar. */
    public static TemplateCommand sendmail(Path directory) throws IOException {
        return template(sendmailChart(directory));
    }

    private static TemplateCommand template(Path chart) {
        return new Helm(chart).template().withName("mail").withNamespace("post").withKubeVersion(KUBERNETES);
    }

    /** That chart with what it depends on. */
    static Path sendmailChart(Path directory) throws IOException {
        copy(SMTPWARD, directory.resolve(SMTPWARD));
        Path chart = directory.resolve(EXAMPLES).resolve("sendmail");
        copy(EXAMPLES.resolve("sendmail"), chart);
        new Helm(chart).dependency().update().call();
        return chart;
    }

    private static void copy(Path source, Path target) throws IOException {
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(target.resolve(source.relativize(from)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path from, BasicFileAttributes attributes) throws IOException {
                Files.copy(from, target.resolve(source.relativize(from)));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
