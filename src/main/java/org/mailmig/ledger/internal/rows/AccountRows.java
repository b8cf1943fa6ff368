// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.internal.rows;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.mailmig.Account;
import org.mailmig.AccountResult;
import org.mailmig.ControlRow;
import org.mailmig.Step;
import org.mailmig.ledger.wave.AccountState;

/** Rows of the table {@code account}. */
public final class AccountRows {
    /** Continues with a condition on {@code a} and {@code m}. */
    public static final String SELECT =
            "select a.*, m.step, m.holder from account a join mailbox m on m.id = a.mailbox ";

    private AccountRows() {}

    /** From the columns of {@link #SELECT}. */
    public static AccountState state(ResultSet row) throws SQLException {
        return new AccountState(
                account(row),
                AccountState.State.valueOf(row.getString("state")),
                row.getInt("attempts"),
                WaveRows.instant(row, "not_before"),
                row.getString("holder"));
    }

    /** Its row, step and result. */
    public static Account account(ResultSet row) throws SQLException {
        Account account = new Account(row.getString("wave"), row.getString("account"));
        account.setRow(Json.read(row.getString("row_json"), ControlRow.class));
        account.setMailbox(row.getLong("mailbox"));
        account.setStep(Step.valueOf(row.getString("step")));
        String result = row.getString("result_json"); // none yet: nothing has happened
        account.setResult(result == null ? new AccountResult() : Json.read(result, AccountResult.class));
        return account;
    }
}
