// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The message body of the routes: one account of one wave. On a queue it is JSON and needs only {@code wave} and {@code account}; the first
 * step reads the rest from the ledger. It contains no secret. Owned by one exchange at a time.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public final class Account {
    private final String wave;
    private final String account;
    private ControlRow row;
    /** The ledger's number for this pair of source and target mailbox; 0 while unknown. */
    private long mailbox;
    /** The DN of the target user's directory entry, once {@code match} has found it; not stored in the ledger. */
    private String dn;
    /** The fencing number of the lease by which this worker holds the account; 0 without a lease. */
    private long fence;
    /** The next step to execute; earlier steps are done and return at once. */
    private Step step = Step.MATCH;

    private AccountResult result = new AccountResult();

    public Account(@JsonProperty("wave") String wave, @JsonProperty("account") String account) {
        this.wave = wave;
        this.account = account;
    }

    public String getWave() {
        return wave;
    }

    public String getAccount() {
        return account;
    }

    public ControlRow getRow() {
        return row;
    }

    public void setRow(ControlRow row) {
        this.row = row;
    }

    public long getMailbox() {
        return mailbox;
    }

    public void setMailbox(long mailbox) {
        this.mailbox = mailbox;
    }

    public String getDn() {
        return dn;
    }

    public void setDn(String dn) {
        this.dn = dn;
    }

    public long getFence() {
        return fence;
    }

    public void setFence(long fence) {
        this.fence = fence;
    }

    public Step getStep() {
        return step;
    }

    public void setStep(Step step) {
        this.step = step;
    }

    public AccountResult getResult() {
        return result;
    }

    public void setResult(AccountResult result) {
        this.result = result;
    }

    /** {@code clone} or {@code merge}, for routes; {@code merge} after a clone fell back. */
    public String getMode() {
        return cloning() ? Mode.CLONE.word() : Mode.MERGE.word();
    }

    /** Returns whether the account is cloned; false after a fall back. */
    public boolean cloning() {
        return row != null && row.mode() == Mode.CLONE && !result.fellBack;
    }

    /** Returns whether {@code other} still has to be executed. */
    public boolean needs(Step other) {
        return step.compareTo(other) <= 0;
    }

    @Override
    public String toString() {
        return wave + "/" + account;
    }
}
