// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Looks for the programs of {@link RealMta} and for the right to run them. */
final class RealMtaCondition implements ExecutionCondition {
    /** Packages postfix and postfix-ldap of Debian 12. */
    private static final List<String> PROGRAMS =
            List.of("/usr/sbin/postfix", "/usr/lib/postfix/sbin/master", "/usr/lib/postfix/postfix-ldap.so");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Stream<String> absent = PROGRAMS.stream().filter(each -> !Files.exists(Path.of(each)));
        Stream<String> right = "root".equals(System.getProperty("user.name"))
                ? Stream.empty()
                : Stream.of("the right to start Postfix (root)");
        return RealServersCondition.judge(
                Stream.concat(absent, right), "required".equals(System.getenv("MAILMIG_REAL_SERVERS")));
    }
}
