// SPDX-License-Identifier: Apache-2.0
package org.mailmig.cli.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.mailmig.ControlRow;
import org.mailmig.cli.config.CommandException;
import org.mailmig.cli.output.JsonLine;
import org.mailmig.ledger.wave.NewAccount;
import org.mailmig.mailbox.FidelityCheck;
import org.mailmig.report.Words;

/** {@code plan --probe}: what each target of a wave does with awkward messages; without it, a note that this was not tested. */
public final class FidelityChecks {
    private final CamelContext context;
    private final PrintWriter out;
    private final boolean json;
    /** Users of the wave by target server. */
    private final Map<String, Set<String>> users = new LinkedHashMap<>();

    public FidelityChecks(CamelContext context, List<NewAccount> accounts, PrintWriter out, boolean json) {
        this.context = context;
        this.out = out;
        this.json = json;
        for (NewAccount account : accounts) {
            String server = account.row().targetServer() == null
                    ? "target"
                    : account.row().targetServer();
            users.computeIfAbsent(server, name -> new TreeSet<>())
                    .add(account.row().targetUser());
        }
    }

    /**
     * Servers treat anna, Anna and anna@new.example as one mailbox; two different domains are two mailboxes, and a domain may be left out.
     */
    public static boolean mayBeTheSame(String user, String other) {
        String one = user.strip().toLowerCase(Locale.ROOT);
        String two = other.strip().toLowerCase(Locale.ROOT);
        return ControlRow.localPart(one).equals(ControlRow.localPart(two))
                && (domain(one).isEmpty()
                        || domain(two).isEmpty()
                        || domain(one).equals(domain(two)));
    }

    /** Empty if there is none; in NEW\\anna it is a domain of another kind. */
    private static String domain(String user) {
        int at = user.lastIndexOf('@');
        return at < 0 ? "" : user.substring(at + 1);
    }

    /** Before any query: checks that a probe mailbox is configured and belongs to no account of the wave. */
    public void check(boolean probe) {
        if (!probe) {
            return;
        }
        for (Map.Entry<String, Set<String>> server : users.entrySet()) {
            String key = "mailmig." + server.getKey() + ".probe-user";
            String user = FidelityCheck.user(context, server.getKey())
                    .orElseThrow(() -> new CommandException(
                            "--probe needs an unused mailbox for its temporary samples: set " + key + "."));
            for (String moved : server.getValue()) {
                if (mayBeTheSame(user, moved)) {
                    throw new CommandException(key + " is " + Words.printable(user) + ", and this wave moves "
                            + Words.printable(moved) + ", which may be the same mailbox: name an unused one.");
                }
            }
        }
    }

    /** Returns whether a target alters or refuses anything. */
    public boolean print(boolean probe) {
        boolean altering = false;
        for (String server : users.keySet()) {
            FidelityCheck.Findings findings = probe ? FidelityCheck.of(context, server) : null;
            altering |=
                    probe && !(findings.alters().isEmpty() && findings.refuses().isEmpty());
            if (json) {
                JsonLine.print(out, ServerFields.of(server, findings));
            } else if (!probe) {
                out.println("Server " + server + ": not probed; whether it stores every byte unchanged is not known"
                        + " (plan --probe).");
            } else {
                line(server, "keeps", findings.keeps());
                line(server, "alters", findings.alters());
                line(server, "refuses", findings.refuses());
                line(server, "is sent in another form by mailmig", findings.sentOtherwise());
            }
        }
        return altering;
    }

    private void line(String server, String verb, List<String> samples) {
        out.println("Server " + server + " " + verb + ": "
                + (samples.isEmpty() ? "nothing" : Words.printable(String.join("; ", samples))) + ".");
    }

    /**
     * The JSON fields of a server, in this order.
     *
     * @param keeps like the three after it, missing if nothing was probed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record ServerFields(
            String server,
            boolean probed,
            List<String> keeps,
            List<String> alters,
            List<String> refuses,
            List<String> sentOtherwise) {

        static ServerFields of(String server, FidelityCheck.Findings findings) {
            return findings == null
                    ? new ServerFields(server, false, null, null, null, null)
                    : new ServerFields(
                            server,
                            true,
                            findings.keeps(),
                            findings.alters(),
                            findings.refuses(),
                            findings.sentOtherwise());
        }
    }
}
