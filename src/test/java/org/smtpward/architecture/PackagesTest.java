package org.smtpward.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports point one way: the tree is the data path (docs/flow.md). */
class PackagesTest {
    private static final String US = "org.smtpward";
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(US);

    /** The JDK and Netty's buffers: octets in, value out. No sockets, no threads, no log. */
    private static final List<String> PROTOCOL = List.of(
            "java.lang..",
            "java.nio",
            "java.nio.charset",
            "java.util..",
            "io.netty.buffer",
            "org.jspecify.annotations");

    @ParameterizedTest(name = "{0} knows {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    command  |
                    reply    |
                    maildata |
                    rewrite  | command reply com.google.re2j
                    policy   | command reply maildata com.google.re2j
                    session  | command reply maildata policy rewrite
                    """)
    void theProtocolCoreKnowsNoInputOrOutput(String name, String others) {
        var allowed = new ArrayList<>(PROTOCOL);
        allowed.add("java.time");
        allowed.add("java.time.format");
        allowed.add(ours(name));
        for (String other : others == null ? new String[0] : others.split(" ", -1)) {
            allowed.add(other.contains(".") ? other : ours(other));
        }
        classes()
                .that()
                .resideInAPackage(ours(name))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed.toArray(String[]::new))
                .check(ALL);
    }

    /** Within smtpward; what they use of Netty and Vert.x is their own affair. */
    @ParameterizedTest(name = "{0} knows {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    config   | maildata policy reply rewrite session
                    tls      | config session
                    backend  | config session tls
                    listener | config session tls backend reply
                    metrics  | command policy rewrite session listener
                    events   | policy session config
                    admin    | config metrics events policy
                    network  | config
                    shared   | config events listener network tls
                    probe    | policy reply tls
                    quickstart | sendmail
                    """)
    void theOuterPackagesKnowTheirNeighbours(String name, String others) {
        var allowed = new ArrayList<String>();
        allowed.add(ours(name));
        for (String other : others.split(" ", -1)) {
            allowed.add(ours(other));
        }
        noClasses()
                .that()
                .resideInAPackage(ours(name))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(US + "..").and(not(resideInAnyPackage(allowed.toArray(String[]::new)))))
                .check(ALL);
    }

    @Test
    void onlyTheRootTheCommandsAndTheDemoKnowTheRoot() {
        noClasses()
                .that()
                .resideOutsideOfPackages(US, ours("cli"), ours("demo"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(US, ours("cli"), ours("demo"))
                .check(ALL);
    }

    @ParameterizedTest(name = "only {0}")
    @CsvSource({
        "config,  com.typesafe..",
        "metrics, io.micrometer..",
        "metrics, io.prometheus..",
        "demo,    org.bouncycastle..",
        "shared,  io.vertx.redis.."
    })
    void oneLibraryOneDoor(String name, String library) {
        noClasses()
                .that()
                .resideOutsideOfPackage(ours(name))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(ALL);
    }

    @Test
    void onlyWhatWritesForProgramsWritesJson() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ours("events"), ours("probe"), ours("shared"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml..")
                .check(ALL);
    }

    /** The reader of sendmail's files knows the JDK alone. */
    @Test
    void sendmailsConfigurationIsReadByItself() {
        classes()
                .that()
                .resideInAPackage(ours("sendmail"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify.annotations", ours("sendmail"))
                .check(ALL);
    }

    @Test
    void onlyTheCommandsKnowTheQuickstart() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ours("cli"), ours("quickstart"), ours("sendmail"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ours("quickstart"), ours("sendmail"))
                .check(ALL);
    }

    @Test
    void onlyTheCommandsKnowTheProbe() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ours("cli"), ours("probe"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ours("probe"))
                .check(ALL);
    }

    /** In the core a thread or a lock would be a mistake: a session lives on one event loop. */
    @ParameterizedTest
    @ValueSource(strings = {"java.util.concurrent..", "java.net..", "java.nio.channels..", "java.io..", "org.slf4j.."})
    void theProtocolCoreNeitherWaitsNorWrites(String forbidden) {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ours("command"),
                        ours("reply"),
                        ours("maildata"),
                        ours("policy"),
                        ours("rewrite"),
                        ours("session"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(forbidden)
                .check(ALL);
    }

    @Test
    void noPackagesKnowEachOtherInACircle() {
        slices().matching(US + ".(*)..").should().beFreeOfCycles().check(ALL);
    }

    private static String ours(String name) {
        return US + "." + name + "..";
    }
}
