// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.output;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.FolderReport;
import org.mailmig.Outcome;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.report.Words;

/** The output of {@code plan}: a line or a JSON object per account. */
public final class PlanTable {
    private static final int SHOWN = 2;
    private final PrintWriter out;
    private final boolean json;
    private final int width;
    private int accounts;
    private int ready;
    private long messages;
    private long bytes;
    private boolean warnings;
    /** How many accounts have a warning; it is printed for the first ones and counted at the end. */
    private final Map<String, Integer> told = new LinkedHashMap<>();

    public PlanTable(PrintWriter out, boolean json, List<NewAccount> rows) {
        this.out = out;
        this.json = json;
        int longest = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        this.width = Math.max("ACCOUNT".length(), longest) + 2;
        if (!json) {
            out.printf(
                    "%-" + width + "s%-9s%-7s%8s%10s%10s  %s%n",
                    "ACCOUNT",
                    "WOULD",
                    "MODE",
                    "FOLDERS",
                    "MESSAGES",
                    "SIZE",
                    "DIRECTORY ENTRY");
        }
    }

    public boolean hasWarnings() {
        return warnings;
    }

    public void account(Account account) {
        AccountResult result = account.getResult();
        long count = result.folders.stream().mapToLong(FolderReport::messages).sum();
        accounts++;
        if (result.outcome == Outcome.DONE) {
            ready++;
            messages += count;
            bytes += result.bytes;
        }
        warnings |= result.fellBack || !result.warnings.isEmpty();
        if (json) {
            JsonLine.print(out, PlannedFields.of(account, count));
            return;
        }
        out.printf(
                "%-" + width + "s%-9s%-7s%8d%10d%10s  %s%n",
                Words.printable(account.getAccount()),
                would(result),
                account.getMode(),
                result.folders.size(),
                count,
                Words.bytes(result.bytes),
                account.getDn() == null ? "-" : Words.printable(account.getDn()));
        if (result.reason != null) {
            out.println("    why: " + Words.printable(result.reason));
        }
        for (String text : result.warnings) {
            if (told.merge(text, 1, Integer::sum) <= SHOWN) {
                out.println("    warning: " + Words.printable(text));
            }
        }
    }

    /** Something that a run would leave out for all accounts, printed once. */
    public void note(String text) {
        if (!json) {
            out.println("note: " + text);
        }
    }

    public void end(boolean probed) {
        if (!json) {
            told.forEach((text, count) -> {
                if (count > SHOWN) {
                    out.println("warning, " + count + " of " + accounts + " accounts: " + Words.printable(text));
                }
            });
            out.printf(
                    "%d of %d accounts would run: %d messages, %s. Nothing was written%s.%n",
                    ready, accounts, messages, Words.bytes(bytes), probed ? ", and the samples are removed" : "");
        }
    }

    private static String would(AccountResult result) {
        return switch (result.outcome) {
            case REFUSED -> "refuse";
            case FAILED -> "fail";
            default -> "run";
        };
    }

    /** The JSON fields of an account, in this order. */
    private record PlannedFields(
            String account,
            String would,
            String reason,
            String mode,
            int folders,
            long messages,
            long bytes,
            String dn,
            List<String> warnings) {

        static PlannedFields of(Account account, long messages) {
            AccountResult result = account.getResult();
            return new PlannedFields(
                    account.getAccount(),
                    PlanTable.would(result),
                    result.reason == null ? "" : result.reason,
                    account.getMode(),
                    result.folders.size(),
                    messages,
                    result.bytes,
                    account.getDn() == null ? "" : account.getDn(),
                    result.warnings);
        }
    }
}
