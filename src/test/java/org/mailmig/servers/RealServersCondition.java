// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Looks for the programs of {@link RealServers}. */
final class RealServersCondition implements ExecutionCondition {
    /** Packages dovecot-core, -imapd, -lmtpd, -managesieved, -pop3d, -sieve, slapd, isync and offlineimap3 of Debian 12. */
    private static final List<String> PROGRAMS = List.of(
            "/usr/sbin/dovecot",
            "/usr/bin/doveadm",
            "/usr/lib/dovecot/imap",
            "/usr/lib/dovecot/lmtp",
            "/usr/lib/dovecot/managesieve",
            "/usr/lib/dovecot/modules/lib90_sieve_plugin.so",
            "/usr/lib/dovecot/pop3",
            "/usr/bin/mbsync",
            "/usr/bin/offlineimap",
            "/usr/sbin/slapd");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return judge(
                PROGRAMS.stream().filter(each -> !Files.exists(Path.of(each))),
                "required".equals(System.getenv("MAILMIG_REAL_SERVERS")));
    }

    static ConditionEvaluationResult judge(Stream<String> absent, boolean required) {
        List<String> names = absent.toList();
        if (names.isEmpty()) {
            return ConditionEvaluationResult.enabled("Debian's servers are there.");
        }
        String reason = "Not installed: " + String.join(", ", names) + " (.ci/run says which packages to install).";
        if (required) {
            throw new ExtensionConfigurationException("MAILMIG_REAL_SERVERS=required, but " + reason);
        }
        return ConditionEvaluationResult.disabled(reason);
    }
}
