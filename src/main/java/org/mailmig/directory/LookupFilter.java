package org.mailmig.directory;

import java.util.List;
import org.apache.camel.Exchange;
import org.mailmig.Account;
import org.mailmig.RefusedException;
import org.mailmig.Row;

/** Says what to look for. The filter stays empty where nothing is to be looked up: no directory, {@code dn} given, or matched before. */
final class LookupFilter {
    private final Forwarding forwarding;

    LookupFilter(Forwarding forwarding) {
        this.forwarding = forwarding;
    }

    void write(Exchange exchange, Account account, String variable) {
        exchange.setVariable(variable, needed(account) ? filter(account.getRow()) : "");
    }

    private boolean needed(Account account) {
        return forwarding.toMatch(account)
                && account.getRow().dn() == null
                && forwarding.standing(account).isEmpty();
    }

    private String filter(Row row) {
        List<MatchRules.Term> terms = MatchRules.of(forwarding.context()).terms(row);
        if (terms.isEmpty()) {
            throw new RefusedException("No entry can be looked for: \"" + row.address() + "\" (line " + row.line()
                    + ") is not a mail address; give one in the column address, or the entry in the column dn.");
        }
        return MatchRules.filter(terms);
    }
}
