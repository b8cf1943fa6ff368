// SPDX-License-Identifier: Apache-2.0
package org.mailmig.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import org.mailmig.AccountResult;
import org.mailmig.FolderReport;
import org.mailmig.ScriptReport;
import org.mailmig.ledger.wave.AccountState;

/** The report for programs. Names and order of the fields are a contract; no field is ever missing or null. */
final class JsonReport {
    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    static void write(WaveReport report, Writer to) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(to).useDefaultPrettyPrinter()) {
            new JsonReport(json).wave(report);
        }
    }

    private void wave(WaveReport report) throws IOException {
        json.writeStartObject();
        json.writeStringField("wave", report.wave().id());
        json.writeStringField("outcome", report.outcome().name());
        seconds(report.seconds());
        json.writeArrayFieldStart("accounts");
        for (AccountState state : report.accounts()) {
            account(state);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void account(AccountState state) throws IOException {
        AccountResult result = state.account().getResult();
        json.writeStartObject();
        json.writeStringField("account", state.account().getAccount());
        json.writeStringField("outcome", WaveReport.outcome(state).name());
        json.writeStringField("reason", result.reason == null ? "" : result.reason);
        json.writeStringField("mode", WaveReport.mode(state));
        json.writeBooleanField("fellBack", result.fellBack);
        seconds(result.seconds);
        json.writeNumberField("messages", result.messages);
        json.writeNumberField("copied", result.copied);
        json.writeNumberField("present", result.present);
        json.writeNumberField("updated", result.updated);
        json.writeNumberField("goneAtTarget", result.goneAtTarget);
        json.writeNumberField("goneAtSource", result.goneAtSource);
        json.writeNumberField("removed", result.removed);
        json.writeNumberField("skipped", result.skipped);
        json.writeNumberField("failed", result.failed);
        json.writeNumberField("leftOut", result.leftOut);
        json.writeNumberField("bytes", result.bytes);
        json.writeStringField("forwarder", result.forwarder.word());
        strings("warnings", result.warnings);
        strings("notes", result.notes);
        json.writeArrayFieldStart("folders");
        for (FolderReport folder : result.folders) {
            folder(folder);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("scripts");
        for (ScriptReport script : result.scripts) {
            script(script);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void script(ScriptReport script) throws IOException {
        json.writeStartObject();
        json.writeStringField("source", script.source());
        json.writeStringField("target", script.target());
        json.writeStringField("action", script.action().word());
        json.writeBooleanField("active", script.active());
        strings("notes", script.notes());
        json.writeEndObject();
    }

    private void folder(FolderReport folder) throws IOException {
        json.writeStartObject();
        json.writeStringField("source", folder.source());
        json.writeStringField("target", folder.target());
        json.writeNumberField("messages", folder.messages());
        json.writeNumberField("copied", folder.copied());
        json.writeNumberField("present", folder.present());
        json.writeNumberField("goneAtTarget", folder.goneAtTarget());
        json.writeNumberField("skipped", folder.skipped());
        json.writeNumberField("failed", folder.failed());
        json.writeNumberField("leftOut", folder.leftOut());
        json.writeNumberField("verified", folder.verified());
        json.writeStringField("goneAtSource", folder.goneAtSource());
        strings("altered", folder.altered());
        strings("differences", folder.differences());
        json.writeEndObject();
    }

    private void strings(String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    /** Milliseconds are precise enough for any reader. */
    private void seconds(double seconds) throws IOException {
        json.writeFieldName("seconds");
        json.writeNumber(String.format(Locale.ROOT, "%.3f", seconds));
    }
}
