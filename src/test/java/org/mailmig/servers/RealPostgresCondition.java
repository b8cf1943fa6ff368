// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Looks for the programs of {@link RealPostgres}: package postgresql. */
final class RealPostgresCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return RealServersCondition.judge(
                Postgres.programs().isPresent() ? Stream.empty() : Stream.of("PostgreSQL"),
                "required".equals(System.getenv("MAILMIG_REAL_SERVERS")));
    }
}
