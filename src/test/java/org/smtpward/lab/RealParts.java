package org.smtpward.lab;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Marks a test class that uses real programs: needs root and installs Debian packages. It runs only when it is asked
 * for, by {@code SMTPWARD_REAL_PARTS=on} as system property or in the environment. Then whatever is missing is a
 * failure: a test that skips itself when the lab is broken proves nothing.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealParts.WhenAskedFor.class)
public @interface RealParts {

    /** Runs the class when the switch is {@code on}. */
    final class WhenAskedFor implements ExecutionCondition {
        private static final String SWITCH = "SMTPWARD_REAL_PARTS";

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return isOn(System.getProperty(SWITCH)) || isOn(System.getenv(SWITCH))
                    ? ConditionEvaluationResult.enabled(SWITCH + " is on")
                    : ConditionEvaluationResult.disabled(
                            "skipped: needs root and Debian packages; run with " + SWITCH + "=on");
        }

        private static boolean isOn(String value) {
            return "on".equals(value);
        }
    }
}
