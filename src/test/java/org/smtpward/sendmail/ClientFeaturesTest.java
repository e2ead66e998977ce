package org.smtpward.sendmail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.smtpward.sendmail.ClientFeatures.Found;

/** Features are known by their rules, maps and options. What m4 makes of each is read in SendmailFeaturesIT. */
class ClientFeaturesTest {
    @Test
    void anEmptyConfigurationHasNone() throws SendmailException {
        assertThat(titles("")).isEmpty();
    }

    @Test
    void eachBlacklistIsNamedOnce() throws SendmailException {
        String rules = "SBasic_check_relay\n"
                + "R$-.$-.$-.$-\t\t$: <?> $(dnsbl $4.$3.$2.$1.zen.example.org. $: OK $)\n"
                + "R$-.$-.$-.$-\t\t$: <?> $(ednsbl $4.$3.$2.$1.bl.example.net. $: OK $)\n"
                + "R$-.$-.$-.$-\t\t$: <?> $(dnsbl $4.$3.$2.$1.zen.example.org. $: OK $)\n";
        assertThat(titles(rules)).containsExactly("dnsbl zen.example.org (line 3)", "dnsbl bl.example.net (line 4)");
    }

    /** A map without a rule asks nobody, and a rule in a comment is none. */
    @Test
    void whatIsNotUsedIsNotNamed() throws SendmailException {
        assertThat(titles(
                        "Kdnsbl dns -R A -T<TMP>\n#R$-\t$(dnsbl $4.$3.$2.$1.zen.example.org. $)\n##### $Id: dnsbl.m4\n"
                                + "SLocal_check_relay\nSgreet_pause\nO ConnectionRateThrottle=0\n"))
                .isEmpty();
    }

    /** Every sendmail.cf refuses clients without a name that want to relay; that is not require_rdns. */
    @Test
    void theRulesAboutRelayingAreNotRequireRdns() throws SendmailException {
        assertThat(
                        titles(
                                "SRelay_ok\nR$*\t$: < $&{client_resolve} >\nR<FAIL>\t$#error $@ 5.7.1 $: \"550 Relaying denied\"\n"))
                .isEmpty();
        assertThat(titles("SBasic_check_relay\nR$*\t$: $&{client_addr} $| $&{client_resolve}\n"
                        + "R$* $| FAIL\t$#error $@ 5.7.1 $: 550 Fix reverse DNS for $1\n"))
                .containsExactly("require_rdns (line 4)");
    }

    @Test
    void whatAMilterIsCalledIsEscaped() throws SendmailException {
        assertThat(titles("X\033[2J, S=unix:/run/\u009bm\nO InputMailFilters=\033[2J\n"))
                .containsExactly("milter \\x1b[2J, unix:/run/\\x9bm (line 2)");
    }

    @Test
    void eachFeatureSaysWhatAFixedSourceDoes() {
        for (ClientFeature feature : ClientFeature.values()) {
            assertThat(feature.withFixedSource())
                    .as(feature.label())
                    .hasSizeGreaterThan(30)
                    .doesNotEndWith(".");
        }
    }

    private static java.util.List<String> titles(String text) throws SendmailException {
        return ClientFeatures.of(SendmailCf.parse(("Mlocal, P=/bin/mail\n" + text).getBytes(ISO_8859_1), "cf")).stream()
                .map(Found::title)
                .toList();
    }
}
