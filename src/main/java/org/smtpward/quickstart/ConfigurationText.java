package org.smtpward.quickstart;

import java.util.ArrayList;
import java.util.List;

/** The smtpward.conf of a host, as step 3 of the plan has it: beside sendmail and watching. Steps 4 to 6 change one word each. */
final class ConfigurationText {
    static final String CHAIN = "/etc/smtpward/sendmail%s.crt";
    static final String KEY = "/etc/smtpward/sendmail%s.key";

    private ConfigurationText() {}

    static String of(Host host, SourceChoice source) {
        Serving smtp = Serving.of(host, 25);
        boolean tls = !host.tls().pairs().isEmpty();
        return """
            # Made by smtpward quickstart for this host. Every other key, with its
            # reason, is in smtpward.conf(5); `smtpward check` says what is wrong.
            smtpward {

              # Step 4 makes port %d port 25. Step 6 takes the # from the other ports.
              listeners = [
            %s  ]

              # sendmail, at the port that step 2 adds.
              backend {
                address = "127.0.0.1:%d"
            %s    tls = mirror
            %s  }

            %s
              # Step 5 makes it enforce.
              policy { mode = monitor }
            }
            """.formatted(
                Ports.BESIDE,
                listeners(host, smtp, tls),
                Ports.BEHIND,
                source.transparent() && smtp.ipv6() ? "    ipv6-address = \"[::1]:%d\"\n".formatted(Ports.BEHIND) : "",
                source(source),
                certificates(host));
    }

    private static String source(SourceChoice source) {
        return source.transparent()
                ? "    # Each client's own address. Needs the service smtpward-network.\n"
                        + "    source { mode = transparent }\n"
                : "    # One address for all clients. Needs its line in sendmail's access map.\n"
                        + "    source { mode = fixed, address = \"%s\" }\n".formatted(SourceChoice.FIXED);
    }

    private static String listeners(Host host, Serving smtp, boolean tls) {
        var lines = new StringBuilder();
        List<String> hosts = smtp.isServed() ? smtp.hosts() : List.of("0.0.0.0");
        for (int i = 0; i < hosts.size(); i++) {
            lines.append("    { name = %s, address = \"%s:%d\", tls = starttls }\n"
                    .formatted(name("smtp", i), hosts.get(i), Ports.BESIDE));
        }
        for (int port : new int[] {587, 465}) {
            lines.append(later(Serving.of(host, port), tls));
        }
        return lines.toString();
    }

    /** Listeners that step 6 switches on. With implicit TLS and without a certificate there can be none. */
    private static String later(Serving serving, boolean tls) {
        if (!moves(serving, tls)) {
            return "";
        }
        String what = serving.hasImplicitTls() || serving.port() == 465 ? "implicit" : "starttls";
        String name = what.equals("implicit") ? "submissions" : "submission";
        var lines = new StringBuilder();
        for (int i = 0; i < serving.hosts().size(); i++) {
            lines.append("    #{ name = %s, address = \"%s:%d\", tls = %s }\n"
                    .formatted(name(name, i), serving.hosts().get(i), serving.port(), what));
        }
        return lines.toString();
    }

    /** Whether smtpward takes that port over in step 6. */
    static boolean moves(Serving serving, boolean tls) {
        boolean implicit = serving.hasImplicitTls() || serving.port() == 465;
        return serving.isServed() && !serving.isLoopback() && (tls || !implicit);
    }

    private static String name(String name, int number) {
        return number == 0 ? name : name + "-" + (number + 1);
    }

    private static String certificates(Host host) {
        int count = host.tls().pairs().size();
        if (count == 0) {
            return "  # sendmail has no certificate that smtpward can use: no STARTTLS.\n"
                    + "  tls { certificates = [] }\n";
        }
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pairs.add("""
                      { chain = "%s"
                        key = "%s" }
                """.formatted(chain(i), key(i)).indent(0));
        }
        return "  # Copies of sendmail's own, made in step 3.\n  tls {\n    certificates = [\n"
                + String.join("", pairs)
                + "    ]\n  }\n";
    }

    static String chain(int number) {
        return CHAIN.formatted(number == 0 ? "" : number + 1);
    }

    static String key(int number) {
        return KEY.formatted(number == 0 ? "" : number + 1);
    }
}
