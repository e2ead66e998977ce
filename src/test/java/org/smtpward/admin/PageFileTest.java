package org.smtpward.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the page keep to its Content-Security-Policy, and the script away from markup. */
class PageFileTest {
    @Test
    void nothingRunsOrLooksInline() {
        assertThat(text(PageFile.HTML))
                .doesNotContainPattern("(?i)<script(?![^>]*\\ssrc=)")
                .doesNotContainPattern("(?i)<style|\\sstyle=|\\son[a-z]+=|javascript:");
    }

    @Test
    void everythingComesFromHere() {
        var links = Pattern.compile("(?:src|href)=\"([^\"]*)\"")
                .matcher(text(PageFile.HTML))
                .results()
                .map(MatchResult::group)
                .distinct();
        assertThat(links)
                .containsExactlyInAnyOrder(
                        "href=\"icon.svg\"",
                        "href=\"page.css\"",
                        "src=\"page.js\"",
                        "src=\"icon.svg\"",
                        "href=\"#attempts\"",
                        "href=\"status\"",
                        "href=\"metrics\"",
                        "href=\"readyz\"");
        assertThat(text(PageFile.CSS)).doesNotContain("url(", "@import", "expression");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "setHTML",
                "DOMParser",
                "eval(",
                "Function(",
                "createContextualFragment",
                "srcdoc",
                "http:",
                "https:",
                "localStorage",
                "cookie",
                "location"
            })
    void theScriptKnowsNoWayToMakeMarkupOfText(String way) {
        assertThat(text(PageFile.SCRIPT).replace("\"http://www.w3.org/2000/svg\"", ""))
                .doesNotContain(way);
    }

    /** All of it in one glance of a slow line. */
    @ParameterizedTest
    @EnumSource(PageFile.class)
    void small(PageFile file) {
        assertThat(file.content().length()).isBetween(100, 16_000);
    }

    private static String text(PageFile file) {
        return file.content().toString(UTF_8);
    }
}
