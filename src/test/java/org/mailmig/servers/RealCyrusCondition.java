// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Looks for the programs of {@link RealCyrus}. */
final class RealCyrusCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Stream<Path> programs = Stream.of("master", "imapd", "lmtpd", "timsieved", "ctl_cyrusdb")
                .map(name -> Cyrus.unpacked().resolve("usr/lib/cyrus/bin").resolve(name));
        return RealServersCondition.judge(
                programs.filter(each -> !Files.exists(each)).map(Path::toString),
                "required".equals(System.getenv("MAILMIG_REAL_SERVERS")));
    }
}
