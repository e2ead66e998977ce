package org.smtpward.admin;

import java.util.List;
import java.util.function.Supplier;
import org.smtpward.config.EffectiveValue;
import org.smtpward.metrics.Meters;

/**
 * Where what is shown comes from. All of it is asked on an event loop, so it must not block.
 *
 * @param problems why no mail is taken at the moment, one short text each; empty when all is well
 * @param warnings what should be looked at although mail is taken
 * @param overview the page, but for the matches
 * @param configuration every value in force; empty if nobody knows
 * @param matches the last ones
 * @param hour how many there were
 */
public record Sources(
        Meters meters,
        Supplier<List<String>> problems,
        Supplier<List<String>> warnings,
        Supplier<Overview> overview,
        Supplier<List<EffectiveValue>> configuration,
        RecentMatches matches,
        LastHour hour) {}
