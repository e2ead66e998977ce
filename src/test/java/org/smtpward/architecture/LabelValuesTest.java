package org.smtpward.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smtpward.listener.ConnectionResult;
import org.smtpward.metrics.Leg;
import org.smtpward.metrics.TlsResult;
import org.smtpward.metrics.TlsSide;
import org.smtpward.policy.Action;
import org.smtpward.policy.Phase;
import org.smtpward.policy.RuleId;
import org.smtpward.rewrite.Rewriter;
import org.smtpward.session.CloseCause;
import org.smtpward.session.MessageResult;

/** Each value that a label may have is given by somebody: a series that can only be 0 would promise something. */
class LabelValuesTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.smtpward");

    @ParameterizedTest
    @ValueSource(
            classes = {
                Action.class,
                CloseCause.class,
                ConnectionResult.class,
                Leg.class,
                MessageResult.class,
                Phase.class,
                Rewriter.class,
                RuleId.class,
                TlsResult.class,
                TlsSide.class
            })
    void somebodyGivesIt(Class<? extends Enum<?>> label) {
        for (Enum<?> value : label.getEnumConstants()) {
            assertThat(ALL.get(label).getField(value.name()).getAccessesToSelf())
                    .as(label.getSimpleName() + "." + value.name())
                    .anyMatch(LabelValuesTest::isGiving);
        }
    }

    /** What a switch asks for is in the initializer of a class of the compiler's, with a number for a name. */
    private static boolean isGiving(JavaFieldAccess access) {
        boolean initializes = access.getOrigin().getName().matches("<clinit>|\\$values");
        boolean inASwitch = access.getOriginOwner().getName().matches(".*\\$\\d+");
        return !(initializes && (inASwitch || access.getOriginOwner().equals(access.getTargetOwner())));
    }
}
