// SPDX-License-Identifier: Apache-2.0
package org.mailmig.line;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.ControlRow;
import org.mailmig.ledger.wave.AccountState;
import org.mailmig.text.Printable;

/** The dead letter of an account: what happened, where, why, how often, and how to retry, as JSON for people and programs. */
final class DeadLetter {
    private final JsonGenerator json;
    private final String configuration;

    private DeadLetter(JsonGenerator json, String configuration) {
        this.json = json;
        this.configuration = configuration;
    }

    static String of(AccountState state, String configuration) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            new DeadLetter(json, configuration).letter(state);
        }
        return Printable.json(text.append('\n').toString());
    }

    private void letter(AccountState state) throws IOException {
        Account account = state.account();
        AccountResult result = account.getResult();
        json.writeStartObject();
        json.writeStringField("wave", account.getWave());
        json.writeStringField("account", account.getAccount());
        json.writeStringField("outcome", result.outcome.name());
        json.writeStringField("step", account.getStep().word());
        json.writeStringField("reason", result.reason == null ? "" : result.reason);
        json.writeNumberField("attempts", state.attempts());
        json.writeStringField("at", Instant.now().toString());
        json.writeStringField("forwarder", result.forwarder.word());
        json.writeStringField(
                "retry", RetryCommandLine.command(account.getWave(), account.getAccount(), configuration));
        strings("warnings", result.warnings);
        json.writeObjectFieldStart("row");
        row(account);
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Writes the row with the column names of a control file; passwords have to be filled in for a retry. */
    private void row(Account account) throws IOException {
        ControlRow row = account.getRow();
        json.writeNumberField("line", row.line());
        column("source_user", row.sourceUser());
        column("target_user", row.targetUser());
        column("address", row.address());
        column("source_password", "");
        column("target_password", "");
        column("mode", row.mode() == null ? "" : row.mode().word());
        column("forward_address", row.forwardAddress());
        column("dn", row.dn());
        column("source_server", row.sourceServer());
        column("target_server", row.targetServer());
        column("folder_include", String.join(";", row.folderInclude()));
        column("folder_exclude", String.join(";", row.folderExclude()));
        column("target_folder", row.targetFolder());
        column("since", row.since() == null ? "" : row.since().toString());
        column("until", row.until() == null ? "" : row.until().toString());
        column("size_min", row.sizeMin() == null ? "" : row.sizeMin().toString());
        column("size_max", row.sizeMax() == null ? "" : row.sizeMax().toString());
        column(
                "folder_map",
                row.folderMap().entrySet().stream()
                        .map(each -> each.getKey() + " -> " + each.getValue())
                        .collect(Collectors.joining("; ")));
        column("sid", row.sid());
        if (row.sidOnly()) {
            json.writeBooleanField("restrict_search_to_sid", true);
        }
        strings("subjects", row.subjects());
    }

    private void column(String name, String value) throws IOException {
        json.writeStringField(name, value == null ? "" : value);
    }

    private void strings(String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
