// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The body that travels the line: one account of one wave. On a queue it is JSON and needs only {@code wave} and {@code
 * account}; the first step fills in the rest from the ledger. It holds no secret. Owned by one exchange at a time.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public final class Account {
    private final String wave;
    private final String account;
    private ControlRow row;
    /** The ledger's number for this pair of source and target mailbox; 0 while not known. */
    private long mailbox;
    /** The target user's directory entry, once {@code match} has found it; not kept in the ledger. */
    private String dn;
    /** Fencing number of the lease under which this worker holds the account; 0 without one. */
    private long fence;
    /** The next step to take: the ones before it are done and pass at once. */
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

    /** {@code clone} or {@code merge}, for routes; {@code merge} after a fall back. */
    public String getMode() {
        return cloning() ? Mode.CLONE.word() : Mode.MERGE.word();
    }

    /** Is the account cloned? False after a fall back. */
    public boolean cloning() {
        return row != null && row.mode() == Mode.CLONE && !result.fellBack;
    }

    /** True while {@code other} still has to be taken. */
    public boolean needs(Step other) {
        return step.compareTo(other) <= 0;
    }

    @Override
    public String toString() {
        return wave + "/" + account;
    }
}
