package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smtpward.real.Machines.FRONT;
import static org.smtpward.real.Machines.NOBODY;
import static org.smtpward.real.Machines.ROOT;
import static org.smtpward.real.Machines.SERVER;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.lab.RealParts;

/** {@code smtpward network up|down|show}: what it sets it knows again, sets once, and removes without a trace. */
@RealParts
class NetworkCommandIT {
    private static final String ALL_THERE = "# All is there already.\n";

    @RegisterExtension
    private final Machines machines = new Machines();

    @BeforeEach
    void prepare() {
        // The program makes the chains of every table when it first looks at one.
        machines.host().run("iptables", "-t", "mangle", "-S");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "iptables"})
    void upTwiceIsUpOnceAndDownLeavesNothing(String filter) throws Exception {
        String config = everything(filter, 25);
        List<String> before = state();
        machines.network("up", config);
        List<String> set = state();
        assertThat(set).isNotEqualTo(before);
        assertThat(machines.network("up", config)).isEqualTo(ALL_THERE);
        assertThat(state()).isEqualTo(set);
        assertThat(machines.network("show", config).lines()).isNotEmpty().allMatch(line -> line.startsWith("# "));
        machines.network("down", config);
        assertThat(state()).isEqualTo(before);
        assertThat(machines.network("down", config)).isEqualTo("# There is nothing.\n");
    }

    /** What show prints is a script that does what up would. */
    @ParameterizedTest
    @ValueSource(strings = {"nft", "iptables"})
    void whatShowPrintsCanBeTyped(String filter) throws Exception {
        String config = everything(filter, 25);
        Tool.Output show = Program.runIn(machines.host(), ROOT, "network", "show", "--config", config);
        assertThat(show.exitCode()).as(show.text()).isEqualTo(1);
        machines.host().run("sh", "-ec", show.text());
        assertThat(machines.network("up", config)).isEqualTo(ALL_THERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "iptables"})
    void anotherConfigurationTakesThePlaceOfTheFirst(String filter) throws Exception {
        machines.network("up", everything(filter, 25));
        machines.network("up", everything(filter, 26));
        assertThat(String.join("\n", state())).contains("dport 26").doesNotContain("dport 25");
        String other = filter.equals("nft") ? "iptables" : "nft";
        machines.network("up", everything(other, 26));
        List<String> changed = state();
        machines.network("down", everything(other, 26));
        machines.network("up", everything(other, 26));
        assertThat(state()).isEqualTo(changed);
        machines.network("up", machines.config("address = \"%s:0\"".formatted(FRONT)));
        assertThat(machines.network("down", everything(other, 26))).isEqualTo("# There is nothing.\n");
    }

    @Test
    void ofWhatIsHalfThereTheOtherHalfIsSet() throws Exception {
        String config = everything("nft", 25);
        machines.network("up", config);
        machines.host().run("ip", "rule", "del", "priority", "2525");
        assertThat(machines.network("up", config).lines()).singleElement().satisfies(line -> assertThat(line)
                .startsWith("ip -4 rule add priority 2525 from all fwmark 0x9dd"));
        machines.host().run("nft", "flush", "table", "inet", "smtpward");
        assertThat(machines.network("up", config)).startsWith("nft -f - <<END\n");
        assertThat(machines.network("up", config)).isEqualTo(ALL_THERE);
    }

    @Test
    void whereNothingIsNeededNothingIsDone() throws Exception {
        List<String> before = state();
        String config = machines.config("address = \"%s:0\"".formatted(FRONT));
        assertThat(machines.network("up", config)).isEqualTo("# This configuration needs nothing of the kernel.\n");
        assertThat(machines.network("show", config)).isEqualTo("# This configuration needs nothing of the kernel.\n");
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void withoutRootItSaysSo() throws Exception {
        Tool.Output output = Program.runIn(machines.host(), NOBODY, "network", "up", "--config", everything("nft", 25));
        assertThat(output.exitCode()).isEqualTo(1);
        assertThat(output.text()).contains("This needs root").doesNotContain("\tat ");
    }

    /** Nobody could tell sendmail's answers to a client from smtpward's own. */
    @Test
    void whatNoRuleCanDoIsRefused() throws Exception {
        String config = machines.config(
                "address = \"0.0.0.0:2750\", tproxy = \"0.0.0.0:25\"",
                "backend { address = \"%s:25\", source.mode = transparent }".formatted(FRONT));
        Tool.Output output = Program.runIn(machines.host(), ROOT, "network", "up", "--config", config);
        assertThat(output.exitCode()).isEqualTo(1);
        assertThat(output.text()).contains("Take 127.0.0.1:25");
    }

    /** Marks, routes and turned connections. */
    private String everything(String filter, int port) throws IOException {
        return machines.config(
                "address = \"0.0.0.0:2750\", tproxy = \"0.0.0.0:%d\"".formatted(port),
                "backend { address = \"%s:25\", source.mode = transparent }".formatted(SERVER),
                "network.packet-filter = " + filter);
    }

    /** All of the machine's network that rules could hide in. */
    private List<String> state() {
        return List.of(
                machines.host().run("ip", "rule", "show"),
                machines.host().run("ip", "-6", "rule", "show"),
                ownRoutes("-4"),
                ownRoutes("-6"),
                machines.host().run("iptables", "-t", "mangle", "-S"),
                machines.host().run("ip6tables", "-t", "mangle", "-S"),
                machines.host().run("nft", "list", "ruleset", "inet"));
    }

    /** Through lo, as ours are. The kernel adds others by itself when an interface has been up for a second. */
    private String ownRoutes(String family) {
        return machines.host()
                .run("ip", family, "route", "show", "table", "all")
                .lines()
                .filter(line -> line.contains(" dev lo "))
                .collect(Collectors.joining("\n"));
    }
}
