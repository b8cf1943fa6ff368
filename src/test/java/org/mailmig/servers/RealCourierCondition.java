// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Looks for the program of {@link RealCourier}. */
final class RealCourierCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return RealServersCondition.judge(
                Stream.of(Courier.program()).filter(each -> !Files.exists(each)).map(Path::toString),
                "required".equals(System.getenv("MAILMIG_REAL_SERVERS")));
    }
}
