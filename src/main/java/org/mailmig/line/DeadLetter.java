// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.ControlRow;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.text.JsonMapper;
import org.mailmig.text.Printable;

/**
 * The dead letter of an account: what happened, where, why, how often, and how to retry, as JSON for people and programs. The components
 * are the JSON fields, in this order.
 */
record DeadLetter(
        String wave,
        String account,
        String outcome,
        String step,
        String reason,
        int attempts,
        Instant at,
        String forwarder,
        String retry,
        List<String> warnings,
        RowFields row) {

    static String of(AccountState state, String configuration) throws IOException {
        return Printable.json(JsonMapper.pretty().writeValueAsString(letter(state, configuration)) + '\n');
    }

    private static DeadLetter letter(AccountState state, String configuration) {
        Account account = state.account();
        AccountResult result = account.getResult();
        return new DeadLetter(
                account.getWave(),
                account.getAccount(),
                result.outcome.name(),
                account.getStep().word(),
                text(result.reason),
                state.attempts(),
                Instant.now(),
                result.forwarder.word(),
                RetryCommandLine.command(account.getWave(), account.getAccount(), configuration),
                result.warnings,
                RowFields.of(account.getRow()));
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }

    /**
     * The row with the column names of a control file; passwords have to be filled in for a retry.
     *
     * @param sidOnly missing unless it is set
     */
    record RowFields(
            long line,
            @JsonProperty("source_user") String sourceUser,
            @JsonProperty("target_user") String targetUser,
            String address,
            @JsonProperty("source_password") String sourcePassword,
            @JsonProperty("target_password") String targetPassword,
            String mode,
            @JsonProperty("forward_address") String forwardAddress,
            String dn,
            @JsonProperty("source_server") String sourceServer,
            @JsonProperty("target_server") String targetServer,
            @JsonProperty("folder_include") String folderInclude,
            @JsonProperty("folder_exclude") String folderExclude,
            @JsonProperty("target_folder") String targetFolder,
            String since,
            String until,
            @JsonProperty("size_min") String sizeMin,
            @JsonProperty("size_max") String sizeMax,
            @JsonProperty("folder_map") String folderMap,
            String sid,
            @JsonProperty("restrict_search_to_sid") @JsonInclude(JsonInclude.Include.NON_NULL) Boolean sidOnly,
            List<String> subjects) {

        static RowFields of(ControlRow row) {
            return new RowFields(
                    row.line(),
                    text(row.sourceUser()),
                    text(row.targetUser()),
                    text(row.address()),
                    "",
                    "",
                    row.mode() == null ? "" : row.mode().word(),
                    text(row.forwardAddress()),
                    text(row.dn()),
                    text(row.sourceServer()),
                    text(row.targetServer()),
                    String.join(";", row.folderInclude()),
                    String.join(";", row.folderExclude()),
                    text(row.targetFolder()),
                    text(row.since()),
                    text(row.until()),
                    text(row.sizeMin()),
                    text(row.sizeMax()),
                    row.folderMap().entrySet().stream()
                            .map(each -> each.getKey() + " -> " + each.getValue())
                            .collect(Collectors.joining("; ")),
                    text(row.sid()),
                    row.sidOnly() ? true : null,
                    row.subjects());
        }
    }
}
