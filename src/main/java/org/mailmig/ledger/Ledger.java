package org.mailmig.ledger;

import org.apache.camel.CamelContext;
import org.mailmig.Secret;

/** The ledger's entrance. Safe for any number of threads; a second process may open the same ledger meanwhile. */
public final class Ledger implements AutoCloseable {

    /** Opens the ledger and brings its schema up to date. {@code key} encrypts row passwords, or is {@code null}: then they stay in memory. */
    public static Ledger open(String jdbcUrl, Secret key) {
        throw new UnsupportedOperationException();
    }

    /** The context's ledger (bean {@code mailmigLedger}), opened by its {@code mailmig.ledger.*} keys at first use and closed with the context. */
    public static Ledger of(CamelContext context) {
        throw new UnsupportedOperationException();
    }

    public Waves waves() {
        throw new UnsupportedOperationException();
    }

    public Accounts accounts() {
        throw new UnsupportedOperationException();
    }

    public Copies copies() {
        throw new UnsupportedOperationException();
    }

    public Forwarders forwarders() {
        throw new UnsupportedOperationException();
    }

    public Events events() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
